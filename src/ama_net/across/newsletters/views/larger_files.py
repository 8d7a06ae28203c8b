"""Pages that take a picture, a file, a list of addresses: one that is too large is answered on the same page, beside its field."""

from collections.abc import Callable

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import HTTPException

from ama_net.kernel.accounts.signed_in import turned_away

LARGEST_REQUEST = 30 * 1024 * 1024
"""More than is kept, so that a picture of 20 MB is answered with words beside the field."""

TOO_LARGE = _l("Il file è troppo grande: al massimo 10 MB.")


def take_larger_files(bp: Blueprint, view: str, answer: Callable[[HTTPException], ResponseReturnValue]) -> None:
    """Let a page of an office blueprint take larger files; ``answer`` is the page with what is wrong, for who may open it.

    The form itself is never read then, nor its token: that is why the door is asked here.
    """
    endpoint = f"{bp.name}.{view}"

    @bp.url_value_preprocessor
    def _take_more(asked: str | None, _values: object) -> None:
        """Said before anything reads the form."""
        if asked == endpoint and request.method == "POST":
            request.max_content_length = LARGEST_REQUEST

    @bp.errorhandler(413)
    def _larger_still(error: HTTPException) -> ResponseReturnValue:
        if request.endpoint != endpoint:
            return error
        away = turned_away()
        return answer(error) if away is None else away
