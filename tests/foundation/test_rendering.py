"""What is drawn once is drawn again for whatever is different: words, language, association, reader."""

from collections.abc import Callable

from flask import Flask

from ama_net.foundation.web.rendering import Parts
from ama_net.kernel.access import Role
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing

At = Callable[[str], Browser]


def test_part_is_drawn_once_for_the_same_values() -> None:
    parts, drawn = Parts(), []

    def macro(owner: object, word: str) -> str:
        drawn.append((owner, word))
        return word

    assert [parts.draw("alba", macro, word) for word in ("it", "it", "en")] == ["it", "it", "en"]
    assert drawn == [("alba", "it"), ("alba", "en")]


def test_parts_have_an_end() -> None:
    parts = Parts()
    for number in range(Parts.MOST_KEPT + 1):
        parts.draw(None, lambda _owner, value: str(value), number)
    assert len(parts._drawn) <= Parts.MOST_KEPT


def test_two_associations_never_share_a_part(client: At, alba: Standing, brig: Standing) -> None:
    pages = {one.host: [client(one.host).get("/").text for _ in range(2)][1] for one in (alba, brig)}
    assert pages[alba.host].count(brig.host) == 0
    assert pages[brig.host].count(alba.host) == 0


def test_header_tells_who_is_signed_in_from_who_is_not(client: At, alba: Standing) -> None:
    reader, member = client(alba.host), client(alba.host)
    assert 'href="/accedi"' in reader.get("/").text
    sign_in(member, alba, Role.MEMBER)
    assert 'href="/my"' in member.get("/").text
    assert 'href="/my"' not in reader.get("/").text


def test_header_leads_to_the_same_page_in_the_other_language(client: At, alba: Standing) -> None:
    for path, other in (("/contatti", "/en/contatti"), ("/privacy", "/en/privacy"), ("/en/contatti", "/contatti")):
        assert f'href="{other}" hreflang' in client(alba.host).get(path).text


def test_globals_given_to_one_template_stay_with_it(app: Flask) -> None:
    assert app.jinja_env.from_string("{{ word }}", globals={"word": "sua"}).render() == "sua"
    assert app.jinja_env.from_string("{{ word }}").render() == ""
