# The few commands that a person types. What they do is in scripts/.
.DEFAULT_GOAL := help
.PHONY: help run test check lint fmt bench coverage efficiency accuracy round fuzz build openapi docs screenshots clean-data

help: ## Show this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Build everything, run a job on a sample archive, serve on http://127.0.0.1:10000 (ARGS="--listen …")
	@scripts/run.sh $(ARGS)

test: ## Run all tests; installs what they need, starts PostgreSQL and RabbitMQ where none answer
	@scripts/test.sh

check: ## Format, lints, documentation, dependencies, OpenAPI drift; with `make test` all that CI runs
	@scripts/check.sh

lint: ## Format and lints only
	@scripts/check.sh quick

fmt: ## Format all code
	cargo fmt --all
	npm run --prefix web --silent format

bench: ## Measure, side by side with the peers
	@scripts/bench.sh

coverage: ## Measure that certificates hold, and that each of their safeguards is needed (RUNS=0.1 for a tenth)
	@scripts/coverage.sh

fuzz: ## Read damaged files of every layout for a minute (ARGS="--seconds 3600 --seed 2 --save DIR")
	cargo run --release --locked -p ml-job-spectra --features fuzzing --example fuzz-readers -- $(ARGS)

efficiency: ## Measure the labels that a search needs, on synthetic archives made for it (SEEDS="201 202 …")
	@scripts/efficiency.sh $(SEEDS)

accuracy: ## Measure models on classes of observed stars (DATA=directory of the labelled spectra)
	@scripts/accuracy.sh "$(DATA)"

round: ## Measure time and memory of a campaign's round on 4 million spectra (SPECTRA, MODELS, THREADS)
	@scripts/round.sh

build: ## Build the program with the page in it: target/release/ml-job
	@scripts/setup-system.sh build
	@scripts/setup-web.sh build
	cargo build --release --locked --bin ml-job

openapi: ## Write openapi/ml-job.json and the page's types anew
	cargo build --workspace --bins --tests
	target/debug/ml-job openapi --output openapi/ml-job.json
	@scripts/setup-web.sh
	npm run --prefix web --silent schema

docs: ## Build the developers' documentation: target/doc
	cargo doc --workspace --no-deps --document-private-items

screenshots: ## Make the images of docs/images anew, from a made-up archive (ML_JOB_BIN=…, where the program is built)
	@scripts/screenshots.sh

clean-data: ## Delete what `make run` made: jobs, results, labels (asks first)
	@scripts/clean-data.sh
