"""`make audit`: asks for known faults in every locked package, Python's and the browser's.

It prints audited/total for each lock file and fails when a fault is found *or* when fewer than all could be asked
about: an answer that did not arrive is not a clean bill. It needs the network, so it is no part of `make test`.
"""

import itertools
import json
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from ama_net.foundation.local import LocalRuntimeError, frontend
from ama_net.foundation.local.places import Places, here

PYTHON_LOCKS = ("requirements.txt", "requirements-uv.txt", "requirements-node.txt")
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


@dataclass
class Audit:
    """What was asked about one lock file."""

    name: str
    total: int
    audited: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Everything was asked about and nothing was found."""
        return self.audited == self.total and not self.faults


def pins(text: str) -> list[tuple[str, str]]:
    """Every locked name and version, those for other machines and Pythons too."""
    return [(match[1], match[2]) for match in PIN.finditer(text)]


def rounds(wanted: Sequence[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    """The pins in lists that hold each name once: a package locked twice (by Python version) needs two questions."""
    versions: dict[str, list[str]] = defaultdict(list)
    for name, version in wanted:
        versions[name].append(version)
    for column in itertools.zip_longest(*versions.values()):
        yield [(name, version) for name, version in zip(versions, column, strict=True) if version]


def audit_python(lock: Path) -> Audit:
    """Ask pip-audit about every pin of a lock file."""
    wanted = pins(lock.read_text())
    result = Audit(lock.name, total=len(wanted))
    for group in rounds(wanted):
        for package in _ask_pip_audit(group):
            if "skip_reason" in package:
                continue
            result.audited += 1
            result.faults += [
                f"{package['name']} {package['version']}: {fault['id']}, corretta in "
                f"{', '.join(fault.get('fix_versions', [])) or 'nessuna versione ancora'}"
                for fault in package.get("vulns", [])
            ]
    return result


def _ask_pip_audit(group: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as plain:
        plain.write("".join(f"{name}=={version}\n" for name, version in group))
        plain.flush()
        command = [sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip", "--progress-spinner", "off"]
        asked = subprocess.run(
            [*command, "--format", "json", "-r", plain.name], capture_output=True, text=True, check=False
        )
    try:
        found: list[dict[str, Any]] = json.loads(asked.stdout)["dependencies"]
    except (ValueError, KeyError):
        return []
    return found


def audit_browser(places: Places) -> Audit:
    """Ask npm about every package of package-lock.json."""
    lock = places.root / "package-lock.json"
    result = Audit(lock.name, total=len(json.loads(lock.read_text())["packages"]) - 1)  # the first is ourselves
    command = [*frontend.find_node(places).npm, "audit", "--json", "--package-lock-only"]
    asked = subprocess.run(command, cwd=places.root, capture_output=True, text=True, check=False)
    try:
        report = json.loads(asked.stdout)
    except ValueError:
        return result
    if "auditReportVersion" in report:
        result.audited = result.total
        result.faults = [f"{name}: {fault['severity']}" for name, fault in report["vulnerabilities"].items()]
    return result


def main() -> None:
    """Print one line for each lock file and its faults; leave with 1 unless all is asked about and clean."""
    places = here()
    try:
        audits = [*(audit_python(places.root / name) for name in PYTHON_LOCKS), audit_browser(places)]
    except LocalRuntimeError as error:
        sys.exit(f"ama_net: {error}")
    for audit in audits:
        click.echo(f"{audit.name:<24} controllati {audit.audited}/{audit.total}, falle note {len(audit.faults)}")
        for fault in audit.faults:
            click.echo(f"  {fault}")
    audited, total = sum(audit.audited for audit in audits), sum(audit.total for audit in audits)
    click.echo(f"{'in tutto':<24} controllati {audited}/{total}")
    if audited < total:
        click.echo("ama_net: non tutti i pacchetti sono stati controllati (rete assente?)", err=True)
    sys.exit(0 if all(audit.is_clean for audit in audits) else 1)


if __name__ == "__main__":
    main()
