"""What is missing on a path, and how far it has come, in sentences."""

from flask_babel import gettext as _
from flask_babel import ngettext

from ama_net.features.volunteers.hours_rules import duration_words
from ama_net.kernel.training import Missing


def missing_words(what: Missing) -> list[str]:
    """A short line for each thing that is missing; no line when nothing is."""
    said = []
    if what.base_minutes:
        said.append(_("Corso di base: mancano %(time)s", time=duration_words(what.base_minutes)))
    if what.shadowing_months:
        months = what.shadowing_months
        said.append(ngettext("Affiancamento: manca %(num)s mese", "Affiancamento: mancano %(num)s mesi", months))
    if what.shadowing_meetings:
        meetings = what.shadowing_meetings
        said.append(
            ngettext("Affiancamento: manca %(num)s incontro", "Affiancamento: mancano %(num)s incontri", meetings)
        )
    if what.intervisions:
        said.append(
            ngettext(
                "Intervisione: manca %(num)s incontro negli ultimi dodici mesi",
                "Intervisione: mancano %(num)s incontri negli ultimi dodici mesi",
                what.intervisions,
            )
        )
    return [str(one) for one in said]
