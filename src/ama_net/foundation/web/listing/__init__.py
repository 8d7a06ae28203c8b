"""The list component: what a list of the office can show, filter, sort, select and export is declared once.

It is read from the address, whose rubbish is ignored; a page costs one count and one select, however many its rows.

Declare it in the room's ``queries.py``::

    GROUPS = Listing(
        Column("name", _l("Nome"), sort=Group.sort_name),
        Column("place", _l("Luogo"), value=lambda group: group.venue.name if group.venue else ""),
        Column("confirmed_on", _l("Confermato"), sort=Group.confirmed_on),
        filters=(
            Filter("status", _l("Stato"), Group.status, STATUS_WORDS, many=True),            # {value: words}
            Filter("theme", _l("Tema"), Group.theme_id, theme_options),                      # or a function giving them
            Filter("when", _l("Quando"), where=is_due, options={"late": _l("In ritardo")}),  # value -> condition
            Filter("venue", _l("Sede"), Group.venue_id, parse=UUID),                         # any value: linked, not shown
        ),
        search=search_words(Group.name, Group.description),
        order="name",                                                                        # "-name": descending
    )

Show it in ``views/manage.py``::

    page = GROUPS.page(select(Group).options(selectinload(Group.venue)), request.args)
    return render_template("groups/manage/index.html", page=page)

The template (see ``templates/office/list.html``; without a call block the declared columns are printed)::

    {% from "office/list.html" import list_bar, list_rows %}
    {{ list_bar(page, url_for("groups_manage.index")) }}
    {% call(group) list_rows(page, _("Gruppi"), bulk=[{"value": "confirm", "label": _("Conferma")}], bulk_url=…) %}
      <th scope="row"><a href="…">{{ group.name }}</a></th>
      {% call cell(_("Luogo")) %}{{ … }}{% endcall %}
    {% endcall %}

Rows chosen with their boxes, and the whole list as a file (which also writes it in the audit)::

    chosen = db.session.scalars(GROUPS.chosen(select(Group), request.form)).all()
    return export_list(GROUPS, select(Group), request.args, name="gruppi", by=actor)   # from ama_net.kernel.audit
    return export_list(…, file_type="xlsx")                                             # the same as a spreadsheet

A list that may be very long (``count_to=1000``) says "oltre 1.000" instead of counting everything.
"""

from ama_net.foundation.web.listing.columns import Column, Filter, Option, search_words
from ama_net.foundation.web.listing.csv_file import csv_answer, csv_lines, csv_text
from ama_net.foundation.web.listing.listing import Listing
from ama_net.foundation.web.listing.page import ListPage, ShownFilter
from ama_net.foundation.web.listing.xlsx_file import xlsx_answer, xlsx_pieces

__all__ = [
    "Column",
    "Filter",
    "ListPage",
    "Listing",
    "Option",
    "ShownFilter",
    "csv_answer",
    "csv_lines",
    "csv_text",
    "search_words",
    "xlsx_answer",
    "xlsx_pieces",
]
