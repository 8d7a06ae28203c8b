"""Bringing rows into the directory, some hundreds at a time, so that a large file needs no more memory than a small one.

The identity of a row is the name in the source and the municipality. What the office has confirmed or changed is never
touched again by a file.
"""

from collections.abc import Callable
from itertools import islice
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import selectinload

from ama_net.features.groups.importing.csv_reader import RawRow
from ama_net.features.groups.importing.places import VenueBook
from ama_net.features.groups.importing.rows import GroupDraft, ReadRow, Vocabulary, read_row
from ama_net.features.groups.importing.slugs import SlugBook
from ama_net.features.groups.models import (
    Audience,
    Group,
    GroupImport,
    GroupImportRow,
    Meeting,
    Outcome,
    Status,
    Theme,
)
from ama_net.foundation.database import db
from ama_net.foundation.text import fold
from ama_net.kernel.places.queries import find_municipality

BATCH = 500

Report = Callable[[int, int], None]
"""Told, now and then, how many rows are done and how many there are."""


def apply_rows(rows: list[RawRow], *, into: GroupImport, report: Report) -> None:
    """Apply every row, keep what became of each beside the import, and count the outcomes on it."""
    desk = _Desk(into)
    waiting = iter(rows)
    done = 0
    while batch := list(islice(waiting, BATCH)):
        desk.take(batch)
        done += len(batch)
        report(done, len(rows))


def read_vocabulary() -> Vocabulary:
    """The association's own words for themes and audiences, and the gazetteer."""
    themes = db.session.execute(select(Theme.key, Theme.label, Theme.label_en)).all()
    audiences = db.session.execute(select(Audience.key, Audience.label, Audience.label_en)).all()
    known: dict[tuple[str, str], tuple[str, str] | None] = {}

    def look_up(name: str, province: str) -> tuple[str, str] | None:
        if (name, province) not in known:
            town = find_municipality(name, province or None) or find_municipality(name)
            known[name, province] = (town.istat_code, town.province) if town else None
        return known[name, province]

    return Vocabulary(
        themes={fold(word): row.key for row in themes for word in row if word},
        audiences={fold(word): row.key for row in audiences for word in row if word},
        find_municipality=look_up,
    )


class _Desk:
    """What is known while a file is applied: the words, the venues, the addresses taken, the rows already met."""

    def __init__(self, into: GroupImport) -> None:
        self.into = into
        self.vocabulary = read_vocabulary()
        self.themes = {theme.key: theme for theme in db.session.scalars(select(Theme))}
        self.audiences = {audience.key: audience for audience in db.session.scalars(select(Audience))}
        self.venues = VenueBook()
        self.slugs = SlugBook(set(db.session.scalars(select(Group.slug))))
        self.met: dict[str, int] = {}

    def take(self, batch: list[RawRow]) -> None:
        """Apply some rows and write what became of them."""
        read = [self._refuse_twice(read_row(raw, self.vocabulary)) for raw in batch]
        known = _known_groups([row.draft.key for row in read if row.draft])
        results = [self._apply(row, known) for row in read]
        db.session.flush()
        self._publish([group.id for _, outcome, _, group in results if group and outcome == Outcome.CREATED])
        db.session.execute(insert(GroupImportRow), [self._line(*result) for result in results])

    def _publish(self, group_ids: list[UUID]) -> None:
        """New groups are put in the published directory when they are whole: once, not again for every meeting."""
        db.session.execute(update(Group).where(Group.id.in_(group_ids)).values(published=True))

    def _refuse_twice(self, row: ReadRow) -> ReadRow:
        if row.draft:
            first = self.met.setdefault(row.draft.key, row.number)
            if first != row.number:
                row.draft, row.refusal = None, f"stesso nome e comune della riga {first}: letta solo quella"
        return row

    def _apply(self, row: ReadRow, known: dict[str, Group]) -> tuple[ReadRow, Outcome, str, Group | None]:
        draft = row.draft
        if draft is None:
            return row, Outcome.REFUSED, row.refusal, None
        group = known.get(draft.key)
        if group is None:
            group = Group(slug=self.slugs.take(draft.name, draft.key), import_key=draft.key, published=False)
            db.session.add(group)
            self._fill(group, row, draft)
            return row, Outcome.CREATED, "", group
        if group.kept_by_office:
            return row, Outcome.UNCHANGED, "modificato in ufficio: il file non lo cambia", group
        if group.import_digest == draft.digest:
            return row, Outcome.UNCHANGED, "", group
        self._fill(group, row, draft)
        return row, Outcome.UPDATED, "", group

    def _fill(self, group: Group, row: ReadRow, draft: GroupDraft) -> None:
        group.import_digest = draft.digest
        for name in (
            "name",
            "kind",
            "theme_words",
            "mode",
            "municipality_code",
            "organisation",
            "description",
            "source",
        ):
            setattr(group, name, getattr(draft, name))
        group.office_notes, group.is_example = draft.office_notes, draft.is_example
        # Whoever collected the rows did not call the groups: somebody of the association must.
        group.status = Status.ACTIVE if draft.is_example else Status.UNCONFIRMED
        group.theme_id = self.themes[draft.theme_key].id if draft.theme_key else None
        group.audiences = [self.audiences[key] for key in draft.audience_keys]
        group.venue_id = self.venues.venue_of(draft, row)
        group.meetings = [Meeting(position=n, **vars(meeting)) for n, meeting in enumerate(draft.meetings)]

    def _line(self, row: ReadRow, outcome: Outcome, reason: str, group: Group | None) -> dict[str, object]:
        setattr(self.into, outcome, getattr(self.into, outcome) + 1)
        return {
            "import_id": self.into.id,
            "row_number": row.number,
            "name": row.name,
            "outcome": outcome,
            "reason": reason,
            "remarks": row.remarks,
            "group_id": group.id if group else None,
        }


def _known_groups(keys: list[str]) -> dict[str, Group]:
    statement = (
        select(Group)
        .where(Group.import_key.in_(keys))
        .options(selectinload(Group.meetings), selectinload(Group.audiences))
    )
    return {group.import_key or "": group for group in db.session.scalars(statement)}
