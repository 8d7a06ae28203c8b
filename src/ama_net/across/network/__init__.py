"""The portal at the bare host: the published groups of every association together. It reads only published columns."""

from ama_net.across.network.views import connect

__all__ = ["connect"]
