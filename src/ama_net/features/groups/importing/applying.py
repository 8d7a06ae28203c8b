"""Comparing the groups of a file with the directory, and bringing them in, some hundreds at a time.

The identity of a group is its name in the source and its municipality (and its place, when several groups of one name
meet in the same municipality). What the office has confirmed or changed is never touched by a file: its differences are
only shown.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import exists, or_, select, text

from ama_net.features.groups.importing.comparing import (
    Current,
    Words,
    differences,
    read_current,
    read_words,
    venue_differs,
)
from ama_net.features.groups.importing.drafts import GroupDraft
from ama_net.features.groups.importing.staging import Result, Staged, crowded, keep_results, staged_groups
from ama_net.features.groups.importing.writing import Writer
from ama_net.features.groups.models import Difference, Group, GroupImport, GroupImportRow, Outcome, Status
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.places import Venue

A_MOMENT = timedelta(minutes=1)
"""Longer than any request: what was being written while a list was read is seen as a change."""

_HOLD = text(
    "SELECT id FROM groups WHERE import_key IN (SELECT key FROM group_import_rows WHERE import_id = :import_id "
    "AND draft IS NOT NULL UNION SELECT draft ->> 'key' FROM group_import_rows WHERE import_id = :import_id "
    "AND draft IS NOT NULL) ORDER BY id FOR NO KEY UPDATE"
)
"""As an UPDATE would hold them: people may still ask to join. In the order of the keys, like whoever changes many groups."""

_PLAN_ANEW = text("DISCARD PLANS")
"""Plans made while the tables were nearly empty read them whole for each row, once there are thousands of rows in them."""

KEPT = "modificato in ufficio: il file non lo cambia"

Report = Callable[[int, int], None]
"""Told, now and then, how many groups are done and how many there are."""


@dataclass(frozen=True)
class Match:
    """A group of the file, the group of the directory it is (None: a new one), and the key that ties them."""

    staged: Staged
    current: Current | None
    key: str


class Matcher:
    """Which group of the directory each group of a file is."""

    def __init__(self, import_id: UUID) -> None:
        self._crowded = crowded(import_id)
        self._taken: set[str] = set()

    def match(self, batch: list[Staged]) -> list[Match]:
        """Match some groups, in the order of their rows."""
        found = read_current(key for staged in batch for key in (staged.draft.key, staged.draft.staging_key))
        return [self._match(staged, found) for staged in batch]

    def _match(self, staged: Staged, found: dict[str, Current]) -> Match:
        draft = staged.draft
        whole, key = draft.staging_key, draft.key
        if whole in found or (key in self._crowded and not self._may_be_plain(draft, found.get(key))):
            key = whole
        if key in self._crowded:
            self._taken.add(key)
        return Match(staged, found.get(key), key)

    def _may_be_plain(self, draft: GroupDraft, current: Current | None) -> bool:
        """The first place of a name has the name's own key, and keeps it as long as it is there."""
        if draft.key in self._taken:
            return False
        return current is None or not venue_differs(current, draft)


def compare(kept: GroupImport, *, report: Report) -> int:
    """Compare every group of a read file with the directory, and keep what would happen beside its rows.

    Returns:
        How many rows have another outcome than the one they had (all of a file just read have none).
    """
    matcher, words, done, changed = Matcher(kept.id), read_words(), 0, 0
    for batch in staged_groups(kept.id):
        results = [_judge(match, words, trusted=kept.trusted) for match in matcher.match(batch)]
        changed += sum(result.meanwhile for result in results)
        keep_results(results, kept.id)
        done += len(batch)
        report(done, kept.groups)
    return changed


def may_have_changed(kept: GroupImport) -> bool:
    """Whether the directory may have changed since a list was read; if it cannot have, nothing need be compared again."""
    since = (kept.read_at or now()) - A_MOMENT
    rows = GroupImportRow
    gone = (rows.import_id == kept.id, rows.outcome.in_((Outcome.UPDATED, Outcome.UNCHANGED)), rows.group_id.is_(None))
    asked = select(
        or_(
            exists(select(Group.id).where(or_(Group.updated_at > since, Group.created_at > since))),
            exists(select(Venue.id).where(Venue.updated_at > since)),
            exists(select(rows.id).where(*gone)),
        )
    )
    return bool(db.session.execute(asked).scalar())


def hold_groups(kept: GroupImport) -> None:
    """Hold the groups that a list names until the end: what is said of them is said of how they are, not of how they were.

    Whoever is changing one is waited for, and has the last word; whoever comes later finds what the list has written.
    """
    db.session.execute(_HOLD, {"import_id": kept.id})


def bring_in(kept: GroupImport, *, by: Actor, report: Report) -> None:
    """Do what the comparison of now says: new groups are written, the others changed where the file says otherwise."""
    hold_groups(kept)
    matcher, writer, done = Matcher(kept.id), Writer(kept, read_words(), by=by), 0
    for batch in staged_groups(kept.id):
        db.session.execute(_PLAN_ANEW)
        matches = matcher.match(batch)
        results = [_judge(match, writer.words, trusted=kept.trusted) for match in matches]
        keep_results(writer.write(zip(matches, results, strict=True)), kept.id)
        done += len(batch)
        report(done, kept.groups)


def _judge(match: Match, words: Words, *, trusted: bool) -> Result:
    staged, current = match.staged, match.current
    if current is None:
        return _result(staged, Outcome.CREATED, "", [], None)
    group_id = current.values["id"]
    if _said_before(current, staged.draft, trusted=trusted):
        return _result(staged, Outcome.UNCHANGED, KEPT if current.kept_by_office else "", [], group_id)
    found = differences(current, staged.draft, words, trusted=trusted)
    if current.kept_by_office:
        return _result(staged, Outcome.UNCHANGED, KEPT, found, group_id)
    return _result(staged, Outcome.UPDATED if found else Outcome.UNCHANGED, "", found, group_id)


def _said_before(current: Current, draft: GroupDraft, *, trusted: bool) -> bool:
    """Whether the row says what it said when it was last applied; what was done since then here stays."""
    to_confirm = trusted and current.values["status"] == Status.UNCONFIRMED and not current.kept_by_office
    return bool(current.values["import_digest"] == draft.digest and not to_confirm)


def _result(staged: Staged, outcome: str, reason: str, diff: Iterable[Difference], group_id: UUID | None) -> Result:
    found = tuple(diff)
    before = (staged.outcome, list(staged.diff))
    meanwhile = staged.outcome in set(Outcome) and before != (str(outcome), list(found))
    return Result(staged.lead, outcome, reason, found, group_id, meanwhile)
