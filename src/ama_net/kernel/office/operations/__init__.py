"""The verbs: keeping and using a way back (``undo``), following a long job (``progress``), forgetting both."""
