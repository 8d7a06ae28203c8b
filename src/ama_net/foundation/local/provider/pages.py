"""What a person sees: the page where one pays, and the desk where things are made to happen. Plain HTML, no script."""

import html
from collections.abc import Iterable

from ama_net.foundation.local.provider.engine import CARDS
from ama_net.foundation.local.provider.store import Account, Store, Thing

STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#1d2b36;background:#fff}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}button{font:inherit;min-height:44px;padding:.4rem 1rem;margin:.2rem 0;
border:1px solid #34618a;border-radius:6px;background:#eef4f9;cursor:pointer}form{display:inline-block;margin:0 .4rem .2rem 0}
.note{background:#fff6dd;border-left:4px solid #c99a1b;padding:.6rem 1rem}.no{background:#fde8e6;border-color:#b3362b}
li{margin:.6rem 0}code{overflow-wrap:anywhere}
"""
METHODS = {
    "card": "Carta buona (4242)",
    "card_declined": "Carta rifiutata (0341)",
    "debit": "IBAN buono",
    "debit_failing": "IBAN che fallisce",
}


def pay_page(session: Thing) -> str:
    """Where one pays: the trial ways, one button each."""
    words = {"payment": "Pagamento", "subscription": "Pagamento che si ripete", "setup": "Un altro modo di pagare"}
    said = f'<p class="note no" role="alert">{_(session["_said"])}</p>' if session["_said"] else ""
    what = f"<p>{_(session['_line'].get('words', ''))}: <strong>{euro(session['amount_total'])}</strong>{every(session['_line'])}</p>"
    offered = [
        name for name in METHODS if ("card" if name in CARDS else "sepa_debit") in session["payment_method_types"]
    ]
    buttons = "".join(f"<p>{_button('', METHODS[name], method=name)}</p>" for name in offered)
    back = (
        f'<p><a href="{_(session["cancel_url"])}">Torna indietro senza pagare</a></p>' if session["cancel_url"] else ""
    )
    note = '<p class="note">È una prova: nessun denaro si muove e nessuna carta è vera.</p>'
    return page(words[session["mode"]], note + said + (what if session["_line"] else "") + buttons + back)


def closed_page() -> str:
    """A visit that is over."""
    return page("Questa pagina non è più aperta", "<p>Il pagamento è già stato fatto, o è passato troppo tempo.</p>")


def desk_page(store: Store) -> str:
    """The desk: for each key what may be made to happen."""
    keys = [key for key in store.objects if store.objects[key]] or []
    body = "".join(_desk_of(store.of(key), number) for number, key in enumerate(keys))
    return page("Pagamenti di prova", body or "<p>Nessuno ha ancora pagato.</p>")


def page(title: str, body: str) -> str:
    """A whole page."""
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{_(title)}</title><style>{STYLE}</style>'
    return (
        f'<!doctype html><html lang="it"><head>{head}</head><body><main><h1>{_(title)}</h1>{body}</main></body></html>'
    )


def euro(cents: int | None) -> str:
    """An amount as it is read."""
    return f"{(cents or 0) / 100:.2f} €".replace(".", ",")


def every(line: Thing) -> str:
    """How often, when it is paid again and again."""
    return {"month": ", ogni mese", "year": ", ogni anno"}.get(line.get("interval") or "", "")


def _desk_of(account: Account, number: int) -> str:
    at = f"/fai/{number}"
    whole = [("answer", "La banca risponde agli addebiti"), ("period", "Fai passare un mese (o un anno) per tutti")]
    whole += [("pay_out", "Accredita in banca"), ("again", "Manda di nuovo tutti gli avvisi, in disordine")]
    buttons = "".join(_button(f"{at}/{what}", words) for what, words in whole)
    hook = account.store.hooks.get(account.key, {})
    series = _items(_series_line(one, at) for one in account.all("subscription"))
    charges = _items(_charge_line(one, at) for one in account.all("charge")[:20])
    disputed = _items(_dispute_line(one, at) for one in account.all("dispute", status="needs_response"))
    lists = f"<h3>Che si ripetono</h3>{series}<h3>Pagamenti</h3>{charges}<h3>Contestati</h3>{disputed}"
    return f"<h2><code>{_(account.key)}</code></h2>{_hook_form(at, hook)}{buttons}{lists}"


def _hook_form(at: str, hook: Thing) -> str:
    """Where notices go: as on the real provider's page, the address is the association's and the secret is copied there."""
    url = f'<label>Indirizzo per gli avvisi <input name="url" size="60" value="{_(hook.get("url", ""))}"></label>'
    secret = f'<label>Segreto <input name="secret" value="{_(hook.get("secret", "whsec_prova"))}"></label>'
    return f'<form method="post" action="{at}/hook"><p>{url}</p><p>{secret} <button>Salva</button></p></form>'


def _series_line(one: Thing, at: str) -> str:
    acts = [("period", "Fai passare un periodo"), ("upcoming", "Avvisa del prossimo"), ("retry", "Riprova")]
    acts += [("give_up", "Smetti di riprovare")]
    buttons = [_button(f"{at}/{what}", words, id=one["id"]) for what, words in acts]
    buttons.append(_button(f"{at}/method", "La carta non paga più", id=one["id"], method="card_declined"))
    price = one["items"]["data"][0]["price"]
    return f"{euro(price['unit_amount'])}{every(price['recurring'])}: {_(one['status'])}<br>{''.join(buttons)}"


def _charge_line(one: Thing, at: str) -> str:
    kind = one["payment_method_details"]["type"]
    acts = [("refund", "Restituisci"), ("dispute", "Contesta")]
    acts += [("return_debit", "La banca lo richiama")] if kind == "sepa_debit" else []
    buttons = "".join(_button(f"{at}/{what}", words, id=one["id"]) for what, words in acts)
    return f"{euro(one['amount'])} ({_(kind)}): {_(one['status'])}<br>{buttons if one['paid'] else ''}"


def _dispute_line(one: Thing, at: str) -> str:
    acts = [("dispute_won", "Vinto dall'associazione"), ("dispute_lost", "Perso")]
    return euro(one["amount"]) + "<br>" + "".join(_button(f"{at}/{what}", words, id=one["id"]) for what, words in acts)


def _items(lines: Iterable[str]) -> str:
    found = "".join(f"<li>{line}</li>" for line in lines)
    return f"<ul>{found}</ul>" if found else "<p>Nessuno.</p>"


def _button(address: str, words: str, **fields: str) -> str:
    hidden = "".join(f'<input type="hidden" name="{_(name)}" value="{_(value)}">' for name, value in fields.items())
    return f'<form method="post" action="{_(address)}">{hidden}<button>{_(words)}</button></form>'


def _(text: object) -> str:
    return html.escape(str(text))
