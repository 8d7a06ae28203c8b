"""What people really type, on Bologna's real groups: the theme or the group they mean stands among the first three.

Printed with ``pytest -s``: one line a query, with what came first.
"""

from ama_net.kernel.directory import SearchQuery, search_listing
from ama_net.kernel.tenancy import current_tenant
from tests.groups.real_files import seed_like
from tests.support.standing import Standing

FIRST = 3
ENOUGH = 0.98

MENTAL, ADDICTION, MEMORY = "Disagio psichico", "Dipendenze", "Deterioramento cognitivo"
DISABILITY, FOOD, PARENTS = "Disabilità di adulti e minori", "Comportamenti alimentari", "Problemi genitoriali"
HEALTH, GRIEF, LOVE = "Problematiche di salute", "Esperienze di lutto", "Relazioni, autostima e vita di coppia"

QUERIES = (
    # words, as they come
    ("lutto", GRIEF),
    ("alcol", ADDICTION),
    ("azzardo", ADDICTION),
    ("depressione", MENTAL),
    ("solitudine", LOVE),
    ("anoressia", FOOD),
    ("tumore", HEALTH),
    ("adozione", PARENTS),
    ("autismo", DISABILITY),
    ("ludopatia", ADDICTION),
    ("vedova", GRIEF),
    ("separazione", PARENTS),
    ("badante", "BADIAMOCI"),
    ("caregiver", "BARCOLLO MA NON MOLLO"),
    # mistyped
    ("dipendense", ADDICTION),
    ("alzaimer", MEMORY),
    ("altzheimer", MEMORY),
    ("alchool", ADDICTION),
    ("depresione", MENTAL),
    ("luttto", GRIEF),
    ("anoresia", FOOD),
    ("fibromialga", HEALTH),
    ("solitudne", LOVE),
    ("genitroi", PARENTS),
    ("cocaiana", ADDICTION),
    ("disabbilità", DISABILITY),
    # sentences
    ("figlio che si droga", ADDICTION),
    ("mio marito beve", ADDICTION),
    ("ho perso mio figlio", GRIEF),
    ("mi manca mia moglie", GRIEF),
    ("mia madre non ricorda più niente", MEMORY),
    ("mio padre ha l'alzheimer", MEMORY),
    ("mia figlia non mangia", FOOD),
    ("sento le voci", MENTAL),
    ("attacchi di panico", MENTAL),
    ("cerco aiuto per la depressione", MENTAL),
    ("mi ha lasciato il fidanzato", LOVE),
    ("non riesco a smettere di giocare alle slot", ADDICTION),
    ("sono stata male dopo il parto", PARENTS),
    ("è morto mio fratello", GRIEF),
    ("mio figlio adolescente non esce di casa", MENTAL),
    ("familiari di alcolisti", "Al-Anon"),
    ("genitori separati", "Non più coppia ma sempre genitori"),
    ("figlia con distrofia", HEALTH),
    ("mio padre e morto e non dormo piu", GRIEF),
    ("mi sento sola e non o piu voglia di niente", LOVE),
    # names
    ("evergreen", "Evergreen"),
    ("bagiamoci", "BADIAMOCI"),
    ("barcollo", "BARCOLLO MA NON MOLLO"),
    ("alcolisti anonimi idice", "Alcolisti Anonimi – Gruppo Idice"),
    ("giocatori anonimi", "Giocatori Anonimi"),
    ("narcotici anonimi", "Narcotici Anonimi"),
    ("overeaters", "Overeaters Anonymous"),
    ("mowgli", "Mowgli"),
    ("uditori di voci", "Uditori di voci"),
    ("AA", "Alcolisti Anonimi"),
    # with a place
    ("alcolisti san lazzaro", "Alcolisti Anonimi – Gruppo Idice"),
    ("giocatori anonimi persiceto", "San Giovanni in Persiceto (Giocatori Anonimi)"),
    ("lutto casalecchio", GRIEF),
    ("voci imola", "Al di là delle voci"),
    # in English
    ("alcohol", ADDICTION),
    ("bereavement", GRIEF),
    ("addictions", ADDICTION),
    ("gambling help", ADDICTION),
    ("eating disorder", FOOD),
    ("dementia", MEMORY),
    ("loneliness", LOVE),
)


def _first(typed: str) -> list[str]:
    rows = search_listing(SearchQuery(text=typed, tenant_id=current_tenant().id)).rows[:FIRST]
    return [f"{row.name} [{row.theme_label or row.theme_words}]" for row in rows]


def test_first_thing_said_comes_first_and_half_a_name_does_not(in_alba: Standing) -> None:
    seed_like("bologna")
    said = ("mio padre e morto e non dormo piu", "mi sento sola e non o piu voglia di niente", "non piu da soli")
    assert [_first(typed)[0].partition(" [")[2 if number < 2 else 0] for number, typed in enumerate(said)] == [
        f"{GRIEF}]",
        f"{LOVE}]",
        "Non più da soli",
    ]


def test_what_people_type_finds_what_they_mean(in_alba: Standing) -> None:
    seed_like("bologna")
    found = [(typed, wanted, _first(typed)) for typed, wanted in QUERIES]
    missed = [line for line in found if not any(line[1] in row for row in line[2])]
    for typed, wanted, rows in found:
        print(  # noqa: T201  # the list is for who reads the run
            f"{'  ' if (typed, wanted, rows) not in missed else '! '}{typed!r:46} {wanted[:28]:30} {' | '.join(rows)}"
        )
    print(f"{len(found) - len(missed)} of {len(found)}")  # noqa: T201
    assert len(found) >= 40
    assert len(found) - len(missed) >= ENOUGH * len(found), missed
