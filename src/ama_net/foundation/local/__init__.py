"""The local runtime: everything `make run` and `make test` need on a bare machine.

One folder (`var/`) holds all it makes. In reading order:

- `children`: starts processes that never outlive us
- `programs`: finds PostgreSQL, embedded or installed
- `postgres`: one private PostgreSQL cluster on a unix socket
- `broker`: one private Redis-protocol server
- `frontend`: builds what the browser gets
- `processes`: runs the lines of the `Procfile` together
- `run`: puts the above in order; `commands` hangs it on `ama-net`

Nothing here is used in production, where `DATABASE_URL` and `REDIS_URL` name servers kept by others.
"""


class LocalRuntimeError(Exception):
    """Something `make run` needs is missing or busy; the message is one line a person can act on."""
