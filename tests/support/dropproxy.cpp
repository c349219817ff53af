// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/dropproxy.h"

#include <QtGlobal>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lk {

namespace {

constexpr int LookMs = 50;
constexpr int AnswerMs = 5000;

sockaddr_in loopback(int port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<in_port_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/// False at the end.
bool pass(int from, int to)
{
    char bytes[65536];
    const ssize_t got = ::recv(from, bytes, sizeof bytes, 0);
    return got > 0 && ::send(to, bytes, size_t(got), MSG_NOSIGNAL) == got;
}

} // namespace

DropProxy::DropProxy(int serverPort) : m_serverPort(serverPort)
{
    m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t length = sizeof address;
    if (::bind(m_listener, reinterpret_cast<sockaddr *>(&address), length) != 0 || ::listen(m_listener, 4) != 0)
        qFatal("the proxy can't listen");
    ::getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &length);
    m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { serve(); });
}

DropProxy::~DropProxy()
{
    m_ended = true;
    m_thread.join();
    ::close(m_listener);
}

void DropProxy::serve()
{
    while (!m_ended) {
        struct pollfd wait {
            m_listener, POLLIN, 0
        };
        if (::poll(&wait, 1, LookMs) <= 0)
            continue;
        const int client = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const sockaddr_in address = loopback(m_serverPort);
        if (::connect(server, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0)
            relay(client, server);
        ::close(client);
        ::close(server);
    }
}

void DropProxy::relay(int client, int server)
{
    while (!m_ended) {
        struct pollfd wait[2] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
        if (::poll(wait, 2, LookMs) <= 0)
            continue;
        if (wait[0].revents != 0) {
            if (m_drop == Drop::Request)
                return;
            if (!pass(client, server))
                return;
            if (m_drop == Drop::Answer) {
                struct pollfd answer {
                    server, POLLIN, 0
                };
                ::poll(&answer, 1, AnswerMs);
                return;
            }
        }
        if (wait[1].revents != 0 && !pass(server, client))
            return;
    }
}

} // namespace lk
