# The two commands: make run, make test. Each first installs what is missing.
RELEASES = bookworm trixie forky
.PHONY: all swift build run test test-on $(RELEASES) integration release reproducible portable portable-test checksums \
	install built install-files uninstall deb package-test documentation manual screenshots bench fuzz sanitize statistics format format-check clean

PREFIX = /usr/local
DESTDIR =

# One set of flags for every build of the program, so that each of them is the release: Swift's runtime inside, no
# symbols, nothing unused or twice, addresses bound before the program runs. For size, because the arithmetic that takes
# time is OpenSSL's. Without debug information, because Swift leaves a checksum of it in the program even when it is
# stripped, and the checksum knows the folder of the build.
# Linked by Swift's own lld, which packs the addresses to be bound: a megabyte less for glibc 2.36 and newer.
PACKED = $(shell getconf GNU_LIBC_VERSION 2>/dev/null | awk '$$2 >= 2.36 { print "-Xlinker -z -Xlinker pack-relative-relocs" }')
FLAGS_Linux = --static-swift-stdlib --disable-local-rpath -Xswiftc -use-ld=lld -Xlinker -s -Xlinker --gc-sections \
	-Xlinker --icf=safe -Xlinker --no-export-dynamic -Xlinker -z -Xlinker now \
	-Xlinker -T -Xlinker scripts/reproducible.ld
FLAGS_Darwin = -Xlinker -dead_strip
ANY_GLIBC = --configuration release -debug-info-format none -Xswiftc -Osize $(FLAGS_$(shell uname -s))
FLAGS = $(ANY_GLIBC) $(PACKED)
PROGRAM = .build/release/keywizard

all: build

# For containers of the workflows: swift.org's toolchain, where there is no Swift.
swift:
	scripts/install-swift.sh

build:
	@scripts/install-packages.sh build
	swift build $(FLAGS) --product keywizard

run:
	@scripts/install-packages.sh build
	@swift build $(FLAGS) --product keywizard --quiet
	@exec $(PROGRAM)

test:
	@scripts/install-packages.sh test
	swift build --build-tests
	scripts/test.sh

# The package and the tests on another release, against its own OpenSSH, OpenSSL, PuTTY and terminals: as root,
# make test-on trixie
test-on: deb
	swift build --build-tests
	scripts/test-on.sh $(filter-out test-on,$(MAKECMDGOALS))

$(RELEASES):
	@$(if $(filter test-on,$(MAKECMDGOALS)),:,echo "make test-on $@" >&2; exit 64)

# Against real servers: Keystone, Nova, moto for Amazon EC2, and Ansible.
integration:
	@scripts/install-packages.sh integration
	swift build --build-tests
	scripts/integration.sh

# The release binary, and the check that it needs nothing unusual.
release: build
	scripts/check-release.sh $(PROGRAM)

# Builds the last commit in two folders and compares.
reproducible:
	@scripts/install-packages.sh build
	FLAGS="$(FLAGS)" scripts/reproducible.sh

# One program for every Linux whose glibc is new enough, as a tarball in .build/dist.
portable:
	@scripts/install-packages.sh portable
	scripts/portable.sh $(ANY_GLIBC)

# Unpacks it in bare systems, and makes a key there: make portable-test RELEASES=trixie
portable-test: portable
	@scripts/install-packages.sh package
	scripts/portable-test.sh $(RELEASES)

# All files of a release, and their checksums in one file.
checksums:
	mkdir -p .build/dist
	cp .build/deb/keywizard_*.deb .build/dist/
	rm -f .build/dist/SHA256SUMS
	cd .build/dist && sha256sum *.deb *.tar.gz >SHA256SUMS

# Where the system's programs look; Debian has its own folder for zsh's.
SHARE = $(DESTDIR)$(PREFIX)/share
MANUAL = $(SHARE)/man/man1/keywizard.1
BASH_COMPLETION = $(SHARE)/bash-completion/completions/keywizard
FISH_COMPLETION = $(SHARE)/fish/vendor_completions.d/keywizard.fish
ZSH_COMPLETIONS = $(PREFIX)/share/zsh/site-functions
ZSH_COMPLETION = $(DESTDIR)$(ZSH_COMPLETIONS)/_keywizard
LAUNCHER = $(SHARE)/applications/keywizard.desktop
ICON = $(SHARE)/icons/hicolor/scalable/apps/keywizard.svg
INSTALLED = "$(DESTDIR)$(PREFIX)/bin/keywizard" "$(MANUAL)" "$(BASH_COMPLETION)" "$(ZSH_COMPLETION)" \
	"$(FISH_COMPLETION)" "$(LAUNCHER)" "$(ICON)"

# `sudo make install` may not find Swift: then it installs what was built before.
install: built install-files

built:
	@if command -v swift >/dev/null || [ ! -x $(PROGRAM) ]; then $(MAKE) build; fi

install-files:
	for file in $(INSTALLED); do install -d "$${file%/*}" || exit 1; done
	install -m 755 $(PROGRAM) "$(DESTDIR)$(PREFIX)/bin/keywizard"
	install -m 644 man/keywizard.1 "$(MANUAL)"
	install -m 644 packaging/keywizard.desktop "$(LAUNCHER)"
	install -m 644 packaging/keywizard.svg "$(ICON)"
	$(PROGRAM) --generate-completion-script bash | sed '1{/^#!/d;}' >"$(BASH_COMPLETION)"
	$(PROGRAM) --generate-completion-script zsh >"$(ZSH_COMPLETION)"
	$(PROGRAM) --generate-completion-script fish >"$(FISH_COMPLETION)"
	chmod 644 "$(BASH_COMPLETION)" "$(ZSH_COMPLETION)" "$(FISH_COMPLETION)"

# Folders that this leaves empty go too, up to PREFIX, but for those that a system has in any case (FHS, 4.9).
KEPT = $(if $(filter /usr /usr/local,$(PREFIX)),bin share share/man)

uninstall:
	rm -f $(INSTALLED)
	@for file in $(INSTALLED); do \
		folder=$${file%/*}; \
		while name=$${folder#"$(DESTDIR)$(PREFIX)/"}; [ "$$name" != "$$folder" ]; do \
			case " $(KEPT) " in *" $$name "*) break ;; esac; \
			rmdir "$$folder" 2>/dev/null || break; \
			folder=$${folder%/*}; \
		done; \
	done

# The Debian package, in .build/deb.
deb:
	@scripts/install-packages.sh package
	scripts/package-deb.sh

# Installs the package in a bare Debian 12, creates a key there, upgrades and purges it.
package-test: deb
	scripts/package-test.sh

# Checks the comments of the public interfaces; the pages go to .build/documentation.
documentation:
	@scripts/install-packages.sh build
	scripts/documentation.sh

# Renews the manual page from its template and the program.
manual:
	@scripts/install-packages.sh build
	UPDATE_MANUAL=1 swift test --filter ManualTests

# Renews every picture in screenshots/ from real terminals, and the animated one of a real run.
screenshots: build
	@scripts/install-packages.sh screenshots
	KEYWIZARD=$(PROGRAM) scripts/screenshots.sh
	KEYWIZARD=$(PROGRAM) scripts/demo.sh

# Measures the program and its peers in turn, in some ten minutes: make bench SAMPLES=10 ROWS="rsa idle"
bench: build
	@scripts/install-packages.sh bench
	KEYWIZARD=$(PROGRAM) scripts/bench.sh $(if $(SAMPLES),-n $(SAMPLES)) $(ROWS)

# Every parser, or those named: make fuzz SECONDS_EACH=60 SEED=1 TARGETS="key-file terminal"
SECONDS_EACH = 600

fuzz:
	@scripts/install-packages.sh build
	SEED=$(SEED) scripts/fuzz.sh $(SECONDS_EACH) $(TARGETS)

sanitize:
	@scripts/install-packages.sh test
	scripts/sanitize.sh

# Statistics of this many keys of each type; about twenty minutes.
KEYS = 10000

statistics:
	@scripts/install-packages.sh build
	STATISTICS=$(KEYS) swift test --configuration release -Xswiftc -enable-testing --scratch-path .build/statistics \
		--filter StatisticsTests

FORMATTED = --recursive --parallel Package.swift Sources Tests Fuzz/Package.swift Fuzz/Sources

format:
	swift format format --in-place $(FORMATTED)

format-check:
	scripts/check-words.sh
	swift format lint --strict $(FORMATTED)

clean:
	rm -rf .build
