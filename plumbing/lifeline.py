"""A child, and whatever it started, that ends with the process that wanted it, however that process ends.

A pipe on which nothing is ever said: the parent holds one end, the child the other. When the last holder of the first
end is gone – also by kill -9, also by the kernel's out-of-memory killer – the kernel sends SIGIO to the child's process
group (fcntl(2), F_SETOWN), which ends every process that does not catch it. Unlike PR_SET_PDEATHSIG this reaches
grandchildren too, and asks nothing of the thread that happened to start the child.
"""

import fcntl
import os
import select
import signal


def end_group_with(lifeline: int) -> None:
    """End the caller's process group as soon as nobody holds the other end of the pipe `lifeline`."""
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, -os.getpgrp())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
    ask = select.poll()
    ask.register(lifeline, select.POLLHUP)
    if ask.poll(0):  # it went before the kernel was asked to tell
        os.killpg(0, signal.SIGKILL)
