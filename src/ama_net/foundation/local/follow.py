"""Becomes a program that dies with its parent: `follow.py SIGNAL PARENT UID GID PROGRAM [ARGUMENT…]`.

A script of its own, run between fork and exec by `children.spawn`, because running Python in the forked child of a
process with threads may deadlock. UID -1 keeps the user.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Drop to the user, tie our life to the parent's, and become the program."""
    at_death, parent, uid, gid = (int(part) for part in sys.argv[1:5])
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":  # after the change of user, which clears it
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, at_death, 0, 0, 0)
    if os.getppid() != parent:  # the parent died before prctl
        sys.exit(1)
    try:
        os.execvp(sys.argv[5], sys.argv[5:])  # noqa: S606 becoming it is the point: no shell between
    except OSError as error:
        sys.exit(f"{sys.argv[5]}: {error.strerror}")


if __name__ == "__main__":
    main()
