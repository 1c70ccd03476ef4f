# 楼事服务指南：make 列出全部命令。只需要 git、make、python3-venv；依赖按哈希锁定装进 .venv。
SHELL := /bin/bash
.DEFAULT_GOAL := help
.ONESHELL:
.SHELLFLAGS := -euc
.PHONY: help run site handbook check due fix preview test test-fast test-long bench audit sbom lock clean

PYTHON ?= python3
BIN := .venv/bin
# one more than there are processors: many tests wait, for a process or for a disk
WORKERS ?= $(shell echo $$(($$(nproc) + 1)))
PYTEST = $(BIN)/python -m pytest -n $(WORKERS)
export NO_MKDOCS_2_WARNING := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# else each of the thousand processes of the tests would compile all modules
unexport PYTHONDONTWRITEBYTECODE

help: ## 列出命令
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

run: .venv/run.lock ## 装好依赖，生成网站，在 http://127.0.0.1:8000 提供指南和表单
	@exec $(BIN)/python build.py serve $(ARGS)

site: .venv/run.lock ## 只生成静态网站，在 site/current
	@$(BIN)/python build.py site $(ARGS)

handbook: .venv/run.lock ## 印成一本手册 var/handbook.pdf：各章、一件事、事项、楼宇（约一分钟）
	@$(BIN)/python -m pip install -qq --require-hashes -r requirements-handbook.txt
	$(BIN)/python build.py handbook $(ARGS)

preview: .venv/run.lock ## 编辑用的即时预览，http://127.0.0.1:8001
	@exec $(BIN)/python build.py preview $(ARGS)

due: .venv/run.lock ## 列出该核对的内容：已过期的和快到期的
	@$(BIN)/python build.py due $(ARGS)

check: .venv/dev.lock ## 检查内容、代码风格和类型
	@$(BIN)/python build.py check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

fix: .venv/dev.lock ## 按代码风格改好能自动改的
	@$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

test: test-fast ## 检查并跑全部测试；只要一个文件：.venv/bin/python -m pytest tests/intake/form/test_form.py
	@$(PYTEST) --dist load -m "browser and not long" $(ARGS)

test-fast: .venv/dev.lock check ## 检查并跑不用浏览器的测试
	@$(PYTEST) --dist loadfile -m "not browser and not long" $(ARGS)

bench: .venv/dev.lock ## 测速（手动；约半小时）：办理台和命令，原始记录、搜索、生成网站与别的做法相比
	@mkdir -p var
	$(BIN)/python bench/desk.py
	$(BIN)/python bench/tails.py
	$(BIN)/python bench/refusal.py
	$(BIN)/python bench/journal.py $(ARGS)
	$(BIN)/python bench/stores.py
	$(BIN)/python -m pip install -qq --require-hashes -r requirements-bench.txt
	$(BIN)/python bench/search.py
	$(BIN)/python bench/preview.py
	$(BIN)/python bench/build.py --first

test-long: .venv/dev.lock ## 更久的测试：成千次故障、模糊测试
	@$(PYTEST) --dist load -m "long or hypothesis" --hypothesis-profile full $(ARGS)

audit: .venv/run.lock ## 核对用到的库有没有已知的漏洞（要联网；有一个查不到也算没有核对完）
	@$(BIN)/python -m pip install -qq --require-hashes -r requirements-audit.txt
	for file in requirements.txt requirements-{notify,postgres,handbook}.txt; do
	  $(BIN)/pip-audit --strict --disable-pip --require-hashes -r $$file $(ARGS); done

sbom: .venv/run.lock ## 写出组件清单 var/sbom.json（CycloneDX）：用到的每个库、版本和哈希
	@$(BIN)/python -m pip install -qq --require-hashes -r requirements-audit.txt
	mkdir -p var
	$(BIN)/cyclonedx-py requirements requirements.txt --pyproject pyproject.toml --output-reproducible -o var/sbom.json
	echo "已写好 var/sbom.json"

lock: .venv/dev.lock ## 重新锁定依赖（需要 uv）
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --upgrade pyproject.toml -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --upgrade pyproject.toml --extra dev -c requirements.txt -o requirements-dev.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --upgrade pyproject.toml --extra bench -c requirements.txt -o requirements-bench.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --upgrade pyproject.toml --extra notify -c requirements.txt -o requirements-notify.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --upgrade pyproject.toml --extra postgres -c requirements.txt -o requirements-postgres.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --upgrade pyproject.toml --extra handbook -c requirements.txt -o requirements-handbook.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --upgrade pyproject.toml --extra audit -c requirements.txt -o requirements-audit.txt

clean: ## 删去生成的网站和缓存；不动诉求队列
	@rm -rf site var/site var/layouts .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

.venv/bin/python:
	@if ! $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
		echo "需要 Python 3.11 或更新的版本。Debian、Ubuntu 请装：apt install python3 python3-venv"; exit 1; fi
	echo "正在建立 .venv…"
	$(PYTHON) -m venv .venv || { rm -rf .venv; echo "建不成虚拟环境。Debian、Ubuntu 请装：apt install python3-venv"; exit 1; }

.venv/run.lock: requirements.txt .venv/bin/python
	@if cmp -s requirements-dev.txt .venv/dev.lock || cmp -s requirements.txt $@; then touch $@; exit 0; fi
	echo "正在安装依赖（第一次约一两分钟）…"
	$(BIN)/python -m pip install -qq --require-hashes -r requirements.txt
	cp requirements.txt $@

.venv/dev.lock: requirements-dev.txt .venv/bin/python
	@if cmp -s requirements-dev.txt $@; then touch $@; exit 0; fi
	echo "正在安装依赖和测试工具（第一次约两三分钟）…"
	$(BIN)/python -m pip install -qq --require-hashes -r requirements-dev.txt
	cp requirements-dev.txt $@
