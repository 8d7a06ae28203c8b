"""The local runtime: everything `make run` and `make test` need on a bare machine.

One folder (`var/`) holds all it makes. In reading order:

- `environment`: makes `.venv` (a plain script, run by the Makefile)
- `places`: where things lie
- `children`, `follow`: start processes that never outlive us
- `programs`, `postgres`: one private PostgreSQL cluster on a unix socket
- `broker`: one private Redis-protocol server
- `provider`: whoever takes payments online, played by two small processes
- `frontend`: builds what the browser gets
- `procfile`, `release`, `processes`, `terminal`: run the lines of the `Procfile` together
- `run`, `summary`: put the above in order and say where to look; `commands` hangs it on `ama-net`
- `audit`: asks for known faults in what is locked

Nothing here is used in production, where `DATABASE_URL` and `REDIS_URL` name servers kept by others.
"""


class LocalRuntimeError(Exception):
    """Something `make run` needs is missing or busy; the message is one line a person can act on."""
