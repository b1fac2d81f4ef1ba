# Every target prepares the environment itself; only what changed is done again. See docs/development.md.
START = @sh tools/start.sh
RUN = @PACKAGES=run sh tools/start.sh

.PHONY: run test test-full setup bench lock reset-demo logins stop

run:         ## start the portal (PORT=8000); Ctrl-C ends everything
	$(RUN) -m tools.run

test:        ## lint, types, import contracts, migrations, the tests and the browser tests
	$(START) -m tools.verify test

test-full:   ## what takes longer: faults, races, every browser state, the workers without development packages
	$(START) -m tools.verify full

setup:       ## only the environment
	$(START)

bench:       ## measure speed
	$(START) -m tools.bench

lock:        ## write requirements*.txt anew from pyproject.toml
	$(START) -m tools.lock

reset-demo:  ## throw the embedded database away; the next make run fills it again
	$(RUN) -m tools.reset_demo

logins:      ## show the demo log-ins with fresh codes
	@PACKAGES=run RMT_DEMO=1 sh tools/start.sh manage.py demo_logins

stop:        ## end the embedded servers, when something left them running
	$(RUN) -m tools.devservices down
