"""The verbs of the room: the directory (``directory``, ``states``, ``themes``), files (``imports``), requests to join."""
