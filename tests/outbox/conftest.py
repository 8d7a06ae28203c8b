"""A mail of the tests' own, and mails put straight in the outbox."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader

from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.jobs import enqueue
from ama_net.kernel.outbox import Message
from ama_net.kernel.outbox.tasks import deliver_due_mail
from ama_net.kernel.tenancy import tenant_scope
from tests.support.standing import Standing

PARTS = {
    "trial/emails/hello.subject.txt": "Ciao\n {{ name }}\n",
    "trial/emails/hello.txt": "Ciao {{ name }}, scrive {{ tenant.name }}: {{ link }}\n",
    "trial/emails/hello.html": "<style>p { color: red }</style><p>Ciao {{ name }}</p><p><a href='{{ link }}'>apri</a></p>",
}

Queue = Callable[..., Message]


@pytest.fixture
def hello(app: Flask) -> Iterator[str]:
    """The name of a mail that only these tests know."""
    loader = app.jinja_env.loader
    assert loader is not None
    app.jinja_env.loader = ChoiceLoader([DictLoader(PARTS), loader])
    yield "trial/hello"
    app.jinja_env.loader = loader


@pytest.fixture
def queue(app: Flask) -> Queue:
    """Put a mail in an association's outbox, as a request would; extra values are set on the row."""

    def put(standing: Standing, recipient: str = "maria@example.org", **values: object) -> Message:
        with app.app_context(), tenant_scope(standing.id), unit_of_work():
            message = Message(template="trial/hello")
            message.recipient, message.subject = recipient, "Ciao Maria"
            message.text, message.html = "Ciao Maria, perché così è.\n", "<p>Ciao Maria</p>"
            for name, value in values.items():
                setattr(message, name, value)
            db.session.add(message)
            enqueue(deliver_due_mail)
            db.session.flush()
            db.session.expunge(message)
        return message

    return put


@pytest.fixture
def reread(app: Flask) -> Callable[[Standing, Message], Message]:
    """The row as it is now."""

    def read(standing: Standing, message: Message) -> Message:
        with app.app_context(), tenant_scope(standing.id):
            found = db.session.get_one(Message, message.id)
            found.recipient  # noqa: B018  # opened now, while the association is in scope
            db.session.expunge(found)
            return found

    return read
