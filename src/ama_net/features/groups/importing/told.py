"""What an object of a feed says, whatever the system it comes from: the same few facts under the same names."""

from dataclasses import dataclass, field
from datetime import time
from typing import Any

from ama_net.features.groups.importing.addresses import Place
from ama_net.features.groups.importing.own_notes import split_own_notes


@dataclass
class Told:
    """One object of a feed, read but not yet understood. ``strange`` are (field, value) that could not be read at all.

    ``approximate`` is whether the place is known only roughly (None: not said), ``mode`` how people meet when the object
    says so itself. ``own_words`` are the sentences one of our own feeds makes
    from facts (None: the feed is of others).
    """

    name: str
    meeting_name: str = ""
    days: list[int] = field(default_factory=list)
    starts: time | None = None
    ends: time | None = None
    time_words: str = ""
    place: Place = field(default_factory=Place)
    venue: str = ""
    lat: float | None = None
    lon: float | None = None
    approximate: bool | None = None
    codes: list[str] = field(default_factory=list)
    notes: str = ""
    mode: str | None = None
    online_url: str = ""
    online_notes: str = ""
    organisation: str = ""
    source: str = ""
    own_words: str | None = None
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    refusal: str = ""
    strange: list[tuple[str, str]] = field(default_factory=list)

    @staticmethod
    def source_is_ours(page: Any, correction: Any) -> bool:
        """Whether an object comes from one of our own feeds: its page has the address for corrections that ours have."""
        return isinstance(page, str) and "/gruppi/" in page and correction == f"{page}/segnala"

    def take_own_notes(self) -> None:
        """Take the notes apart as our own feeds put them together."""
        own = split_own_notes(self.notes, has_day=bool(self.days))
        self.notes, self.own_words = own.description, own.made
        self.online_url = self.online_url or own.online_url
