"""A stolen dump of the database, and the ways in which something secret could stand in it."""

import base64
import subprocess

from ama_net.foundation.local import children
from ama_net.foundation.local.postgres import Cluster


def dump(cluster: Cluster) -> bytes:
    """Everything, as its administrator would copy it."""
    user = children.unprivileged_user()
    made = subprocess.run(
        [cluster.programs["pg_dump"], cluster.conninfo("ama_test")],
        capture_output=True,
        check=True,
        cwd="/",
        user=user.uid if user else None,
        group=user.gid if user else None,
    )
    return made.stdout


def ways_to_write(secret: str) -> set[bytes]:
    """A text as it could stand in a dump: plain, in hex (bytea), in base64, in another case."""
    raw = secret.encode()
    return {raw, raw.lower(), raw.hex().encode(), base64.b64encode(raw)[:-4]}
