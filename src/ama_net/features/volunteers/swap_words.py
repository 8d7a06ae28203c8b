"""What is said of swaps: why an offer cannot be taken, and what became of one."""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.volunteers.models import Shift, ShiftSwap, SwapState
from ama_net.features.volunteers.shift_refusals import CannotTakePlace
from ama_net.kernel.scheduling.words import span_words

GONE: dict[str, LazyString] = {
    SwapState.ACCEPTED: _l("Qualcuno ha già accettato: ora la segreteria deve confermare."),
    SwapState.DONE: _l("Qualcuno è arrivato prima: questo posto è già passato a un'altra persona."),
    SwapState.DECLINED: _l("A questa proposta è già stato risposto di no."),
    SwapState.REFUSED: _l("La segreteria non ha confermato questo scambio."),
    SwapState.WITHDRAWN: _l("Chi cercava il cambio ci ha ripensato: la proposta è stata ritirata."),
    SwapState.ENDED: _l("Questa proposta non vale più."),
}


class SwapGone(CannotTakePlace):
    """The offer is not there any more: taken, taken back, declined, or not for this person."""


class SwapTwice(CannotTakePlace):
    """The place is offered already."""

    words = _l("Questo posto è già offerto: prima si ritira l'altra proposta.")


class WrongExchange(CannotTakePlace):
    """The place asked in return is not the other person's, or not one to exchange."""

    words = _l("Questo scambio non si può fare: scegli un altro turno.")


def answer_words(swap: ShiftSwap, outcome: str, taker: str) -> str:
    """What a mail says of how an offer ended: ``passed``, ``declined``, ``refused``, ``withdrawn`` or ``confirmed``.

    ``lost`` and ``kept``: it could not be done, to who had accepted it and to who still has the place.
    """
    when = _span(swap.signup.shift)
    back = _span(swap.in_return.shift) if swap.in_return is not None else ""
    words: dict[str, str] = {
        "exchanged": _(
            "lo scambio con %(taker)s è fatto: il turno di %(when)s non è più tuo. Il tuo ora è quello di %(back)s.",
            taker=taker,
            when=when,
            back=back,
        ),
        "passed": _(
            "%(taker)s viene al tuo posto al turno di %(when)s. Tu non devi più venire.", taker=taker, when=when
        ),
        "declined": _(
            "chi hai sentito non può venire al tuo posto al turno di %(when)s. Il turno è ancora tuo: puoi chiedere ad altri.",
            when=when,
        ),
        "refused": _(
            "la segreteria non ha confermato il cambio del turno di %(when)s. Tutto resta com'era.", when=when
        ),
        "withdrawn": _(
            "chi cercava un cambio per il turno di %(when)s ci ha ripensato. Tutto resta com'era.", when=when
        ),
        "lost": _("il cambio del turno di %(when)s non si è potuto fare: quel posto non passa a te.", when=when),
        "kept": _("il cambio del turno di %(when)s non si è potuto fare: il turno resta tuo.", when=when),
        "confirmed": _("la segreteria ha confermato il cambio: al turno di %(when)s vieni tu.", when=when),
    }
    return words["exchanged" if outcome == "passed" and back else outcome]


def _span(shift: Shift) -> str:
    return span_words(shift.starts_at, shift.ends_at)
