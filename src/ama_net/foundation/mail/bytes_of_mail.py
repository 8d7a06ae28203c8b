"""A mail's bytes about which something is known beforehand."""


class CheckedMail(bytes):
    """Lines that all end in CRLF, none of which begins with a dot, no NUL: whoever put it together saw to that, piece by piece.

    A server is given it as it is; looking again through 24 kB costs a tenth of a millisecond for each reader.
    """

    __slots__ = ()
