"""A form's field for an amount of money: typed as people write it, whole cents in ``data``."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField

from ama_net.foundation.money import NotAnAmount, TooMuch, parse_cents, plain_amount


class AmountField(StringField):
    """An amount in euro; ``data`` is in cents, None when nothing was typed."""

    data: int | None
    typed: str | None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        typed = (valuelist[0] if valuelist else "").strip()
        self.typed = typed
        self.data = None
        if not typed:
            return
        try:
            self.data = parse_cents(typed)
        except TooMuch:
            raise ValueError(_l("È troppo: al massimo 999.999,99 €.")) from None
        except NotAnAmount:
            raise ValueError(_l("Scrivere l'importo con le cifre, per esempio 25 oppure 25,50.")) from None

    def process_data(self, value: Any) -> None:
        """Start from cents."""
        self.typed = None
        self.data = value

    def _value(self) -> str:
        if self.typed is not None:
            return self.typed
        return "" if self.data is None else plain_amount(self.data)
