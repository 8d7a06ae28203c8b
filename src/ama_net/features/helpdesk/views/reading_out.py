"""Reading a link and a code out to who telephones: for ten minutes, in this browser, until one says that it is done."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ama_net.features.helpdesk.models import Visitor
from ama_net.features.helpdesk.visitor_secrets import code_of, way_back
from ama_net.kernel.confiding import Receipt

DONE = 303


def read_out(template: str, visitor: Visitor, **facts: Any) -> str:
    """The page of a receipt, with the visitor's link and code."""
    link = way_back(visitor, visitor.language)
    return render_template(template, visitor=visitor, code=code_of(visitor), link=link, **facts)


def put_away(receipt: Receipt, *, index: str, show: str, named: str) -> ResponseReturnValue:
    """They were read out: to what was written down (``show``, its id as ``named``), or to the list when it is not known any more."""
    row_id = receipt.row_id()
    receipt.forget()
    values: dict[str, Any] = {named: row_id}
    return redirect(url_for(index) if row_id is None else url_for(show, **values), DONE)
