"""What happens once, as iCalendar, and the frame around events."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from icalendar import Calendar

from ama_net.kernel.scheduling import ROME, EventTexts, calendar_text, single_event

TEXTS = EventTexts(
    uid="uno@alba.example",
    sequence=3,
    stamp=datetime(2026, 11, 20, 9, tzinfo=UTC),
    summary="Turno",
    cancelled="Annullato: Turno",
)
STARTS = datetime(2027, 1, 13, 18, tzinfo=ROME)


def _event(text: bytes) -> dict[str, object]:
    return dict(Calendar.from_ical(calendar_text("Prova", [text], product="Prove")).events[0])


def test_a_single_event_is_told_on_the_wall_clock_of_italy() -> None:
    text = single_event(TEXTS, STARTS.astimezone(UTC), STARTS + timedelta(hours=2)).decode()
    assert "DTSTART;TZID=Europe/Rome:20270113T180000" in text
    assert "DTEND;TZID=Europe/Rome:20270113T200000" in text


def test_the_hour_that_comes_twice_is_told_without_doubt() -> None:
    second = datetime(2027, 10, 31, 2, 30, tzinfo=ROME, fold=1)
    text = single_event(TEXTS, second, second + timedelta(hours=2)).decode()
    assert "DTSTART:20271031T013000Z" in text


def test_called_off_it_keeps_its_name_in_the_calendar() -> None:
    ends = STARTS + timedelta(hours=2)
    held, off = (_event(single_event(TEXTS, STARTS, ends, cancelled=cancelled)) for cancelled in (False, True))
    assert (held["STATUS"], off["STATUS"], off["SUMMARY"]) == ("CONFIRMED", "CANCELLED", "Annullato: Turno")
    assert held["UID"] == off["UID"]


def test_the_frame_says_the_time_zone_once_and_only_if_needed() -> None:
    events = [single_event(replace(TEXTS, uid=uid), STARTS, STARTS + timedelta(hours=1)) for uid in ("a@x", "b@x")]
    full, empty = calendar_text("Prova", events, product="Prove"), calendar_text("Prova", [], product="Prove")
    assert (full.count(b"BEGIN:VTIMEZONE"), empty.count(b"BEGIN:VTIMEZONE")) == (1, 0)
    assert b"REFRESH-INTERVAL" not in full
    again = calendar_text("Prova", events, product="Prove", refresh=timedelta(hours=6), method="CANCEL")
    assert (b"REFRESH-INTERVAL;VALUE=DURATION:PT6H" in again, b"METHOD:CANCEL" in again) == (True, True)
