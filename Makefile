# SPDX-License-Identifier: Apache-2.0
#
# A menu over the CMake presets (CMakePresets.json). Only `demo`, `test`, `scale` and `setup` install
# packages; every other verb leaves the system alone and says what is missing.

.DEFAULT_GOAL := build
.PHONY: build demo test scale setup dev asan fuzz bench eval coverage lint format install clean help

JOBS ?= $(shell nproc 2>/dev/null || echo 2)
PREFIX ?=
DESTDIR ?=
SECONDS ?= 30
ROWS ?= 20000
DATA ?=
EVAL_SCRIPT ?= bench/eval.py
DEMO_ARTICLE ?= fixtures/articles/summit.txt
DEMO_DATE ?= 2024-05-17
DEMO_FLAGS ?= --format text

# Ninja when it is there, Make otherwise. A build folder keeps the one it began with.
ifeq ($(origin CMAKE_GENERATOR),undefined)
ifneq ($(shell command -v ninja 2>/dev/null),)
export CMAKE_GENERATOR := Ninja
endif
endif

# CMake and its build tool start makes of their own: they must not inherit this one's flags.
unexport MAKEFLAGS MFLAGS

run = tools/make.sh
export JOBS

build: ## build the optimised command, build/dateline (the default)
	@$(run) build release

demo: ## install what is missing, build, show the timeline of a fixture article
	@tools/setup.sh build
	@$(run) build release
	@$(run) demo "$(DEMO_ARTICLE)" "$(DEMO_DATE)" $(DEMO_FLAGS)

test: ## install what is missing, then everything: tests, and again under sanitizers
	@tools/setup.sh test
	@$(run) test dev asan asan-clang

setup: ## install the packages that building and testing need (Debian)
	@tools/setup.sh test

dev: ## build and test once, warnings are errors
	@$(run) test dev

asan: ## build and test with AddressSanitizer and UBSan
	@$(run) test asan

coverage: ## run the tests instrumented, print line coverage per file
	@$(run) coverage

fuzz: ## run every fuzz target for SECONDS=30 each
	@$(run) fuzz "$(SECONDS)"

bench: ## build and run the benchmarks
	@$(run) bench

scale: ## install GNU parallel and Slurm, run ROWS=20000 rows through both, rows per second
	@tools/setup.sh scale
	@$(run) scale "$(ROWS)"

eval: ## score against the annotated corpus in DATA=FOLDER
	@$(run) eval "$(EVAL_SCRIPT)" "$(DATA)"

lint: ## clang-format check, clang-tidy, cppcheck
	@$(run) lint

format: ## rewrite the C files with clang-format
	@$(run) format

install: ## install the optimised build under PREFIX=/usr/local (DESTDIR is honoured)
	@DESTDIR="$(DESTDIR)" $(run) install "$(PREFIX)"

clean: ## remove all build folders
	@rm -rf build build-dev build-asan build-asan-clang build-fuzz build-coverage

help: ## list these verbs
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | column -t -s '|' 2>/dev/null \
	    || sed -n 's/^\([a-z]*\):.*## /  make \1: /p' Makefile
