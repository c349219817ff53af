// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interrupt.h"

#include <atomic>
#include <cerrno>
#include <csignal>

#include <unistd.h>

namespace lk {

namespace {

std::atomic<int> pipeEnd = -1;

void onSignal(int)
{
    const int saved = errno;
    const char byte = 'c';
    if (const int fd = pipeEnd.load(); fd >= 0)
        [[maybe_unused]] const auto written = ::write(fd, &byte, 1);
    errno = saved;
}

void handle(int signal, void (*handler)(int))
{
    struct sigaction action = {};
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    action.sa_flags = handler == SIG_DFL ? SA_RESTART : int(SA_RESTART | SA_RESETHAND);
    ::sigaction(signal, &action, nullptr);
}

} // namespace

Interrupt::Interrupt(RunControl &control)
{
    if (::pipe(m_pipe) != 0)
        return;
    pipeEnd = m_pipe[1];
    m_watcher = std::thread([fd = m_pipe[0], &control] {
        char byte = 0;
        ssize_t got = 0;
        do {
            got = ::read(fd, &byte, 1);
        } while (got < 0 && errno == EINTR);
        if (got == 1 && byte == 'c')
            control.cancel();
    });
    handle(SIGINT, onSignal);
    handle(SIGTERM, onSignal);
}

Interrupt::~Interrupt()
{
    handle(SIGINT, SIG_DFL);
    handle(SIGTERM, SIG_DFL);
    pipeEnd = -1;
    if (m_pipe[1] >= 0)
        ::close(m_pipe[1]);
    if (m_watcher.joinable())
        m_watcher.join();
    if (m_pipe[0] >= 0)
        ::close(m_pipe[0]);
}

} // namespace lk
