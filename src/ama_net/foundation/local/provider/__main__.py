"""``python -m ama_net.foundation.local.provider PORT ENGINE_PORT [FILE [SECONDS]]``: the provider, in the foreground."""

import logging
import sys
from pathlib import Path

from ama_net.foundation.local.provider.server import serve

logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
port, engine_port, *rest = sys.argv[1:]
serve(int(port), int(engine_port), Path(rest[0]) if rest and rest[0] else None, float(rest[1]) if len(rest) > 1 else 0)
