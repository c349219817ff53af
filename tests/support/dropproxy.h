// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <atomic>
#include <thread>

namespace lk {

/// Stands between a client and a server on 127.0.0.1 and breaks the connection at a chosen moment.
class DropProxy
{
public:
    enum class Drop {
        Nothing,
        Request, ///< the client's next words don't reach the server
        Answer,  ///< they do, but the answer does not come back
    };

    explicit DropProxy(int serverPort);
    ~DropProxy();
    Q_DISABLE_COPY_MOVE(DropProxy)

    int port() const { return m_port; }
    void drop(Drop what) { m_drop = what; }

private:
    void serve();
    void relay(int client, int server);

    int m_serverPort;
    int m_port = 0;
    int m_listener = -1;
    std::atomic<Drop> m_drop = Drop::Nothing;
    std::atomic<bool> m_ended = false;
    std::thread m_thread;
};

} // namespace lk
