"""``python -m ama_net.foundation.local.provider PORT ENGINE_PORT FILE WEB_PORT SECONDS``: the provider, in the foreground."""

import logging
import sys
from pathlib import Path

from ama_net.foundation.local.provider.server import serve

logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
port, engine_port, file, web_port, seconds = sys.argv[1:]
serve(int(port), int(engine_port), Path(file) if file else None, web_port=int(web_port), answers_after=float(seconds))
