"""The jobs of the helpdesk in every association: what goes wrong in one is done in the others all the same."""

from types import ModuleType
from typing import Any

import pytest
from flask import Flask

from ama_net.features.helpdesk import calls_tasks, forgetting_tasks, waiting_tasks
from ama_net.kernel.tenancy import current_tenant


@pytest.mark.parametrize(
    ("module", "task", "operation"),
    [
        (waiting_tasks, "keep_lists", "due_offers"),
        (waiting_tasks, "remind", "remind_appointments"),
        (waiting_tasks, "sweep", "sweep_holds"),
        (waiting_tasks, "end_waits", "long_waits"),
        (forgetting_tasks, "forget_visitors", "forget"),
        (calls_tasks, "drop_old", "drop_old_calls"),
    ],
)
def test_the_fault_of_one_association_stops_no_other(
    app: Flask, monkeypatch: pytest.MonkeyPatch, module: ModuleType, task: str, operation: str
) -> None:
    done: list[str] = []

    def fail(*_args: Any) -> Any:
        done.append(current_tenant().slug)
        raise LookupError

    monkeypatch.setattr(module, operation, fail)
    with app.app_context(), pytest.raises(LookupError):
        getattr(module, task)()
    assert sorted(done) == ["alba", "brig"]
