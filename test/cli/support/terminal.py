"""Runs a command on a terminal of its own: terminal.py COLUMNS COMMAND [ARGUMENT...]

What the command prints goes to stdout, what comes in on stdin is typed, and the exit code is the command's.
(`script` would do the same, but stops itself now and then when its own parent is no terminal.)
"""

import fcntl
import os
import pty
import select
import struct
import sys
import termios

columns, command = int(sys.argv[1]), sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    os.execvp(command[0], command)

sources = [terminal, 0]
while terminal in sources:
    for source in select.select(sources, [], [])[0]:
        try:
            data = os.read(source, 65536)
        except OSError:  # EIO: the command has closed its side
            data = b""
        if not data:
            sources.remove(source)
        elif source == terminal:
            os.write(1, data)
        else:
            os.write(terminal, data)

sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) % 256)
