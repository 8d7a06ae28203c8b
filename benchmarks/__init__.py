"""What `make bench` runs: our figures, each beside the limit measured in the same run.

A measure is a row ``{"name", "value", "unit", "limit", "ratio"}`` of var/bench.json; rows merge by name, and the part
before the dot is the room: `make bench ONLY=groups` runs one.

- `bed`: a database, a broker and web servers of this run only, on ports of its own, filled with `ama-net demo load`
- `limit`: the bare application we are compared with · `load`: the client that asks for pages and keeps the times
- `pages`, `accounts`, `outbox`, `first_view`, `statements`, `setup`: the measures
- `report`: the table and the file
"""
