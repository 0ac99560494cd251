# The two commands: make run, make test. Each installs first what is missing.
.POSIX:
.PHONY: all build run test install uninstall screenshots format clean

PREFIX = /usr/local
DESTDIR =
RELEASE = --configuration release --static-swift-stdlib -Xlinker -s -Xlinker --gc-sections
PROGRAM = $$(swift build --configuration release --static-swift-stdlib --show-bin-path)/keywizard

all: build

build:
	@scripts/install-packages.sh build
	swift build $(RELEASE) --product keywizard

run:
	@scripts/install-packages.sh build
	@swift build $(RELEASE) --product keywizard --quiet
	@exec "$(PROGRAM)"

# Tests that start programs go one by one: on few cores they would wait for each other.
LIVE = EndToEndTests|CommandTests|NetworkTests|TerminalIOTests|TrustTests

test:
	@scripts/install-packages.sh test
	swift build --build-tests
	swift test --skip-build --skip "$(LIVE)"
	swift test --skip-build --no-parallel --filter "$(LIVE)"

install: build
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 "$(PROGRAM)" "$(DESTDIR)$(PREFIX)/bin/keywizard"

uninstall:
	rm -f "$(DESTDIR)$(PREFIX)/bin/keywizard"

# Renews every picture in screenshots/ from real terminals.
screenshots: build
	@scripts/install-packages.sh screenshots
	KEYWIZARD="$(PROGRAM)" scripts/screenshots.sh

format:
	swift format --in-place --recursive Package.swift Sources Tests

clean:
	rm -rf .build
