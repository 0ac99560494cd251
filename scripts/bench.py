"""Measures keywizard and its peers in turn. Run by bench.sh; needs Linux's /proc for the loads and the threads.

A sample is one process (or a batch of short ones) from start to end. The programs take turns, so that whatever slows
the machine slows all of them. With patience, each sample waits for a quiet machine; samples during which others used
more than a tenth of it are dropped as long as enough are left. Ratios of means carry a 95 % interval by the bootstrap.
"""
import argparse
import fcntl
import os
import platform
import pty
import random
import select
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
import tty

PROGRAM = os.environ["KEYWIZARD"]
CORES = os.cpu_count()
TICK = os.sysconf("SC_CLK_TCK")
# Shorter samples are batched: the kernel counts the load of others in steps of 10 ms.
SHORTEST = 0.3

# --- Processes -------------------------------------------------------------------------------------------------------


def busy():
    """Seconds of processor time that everybody has used since the machine started."""
    with open("/proc/stat") as file:
        fields = [int(field) for field in file.readline().split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / TICK


def wait_until_quiet(patience):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        before, start = busy(), time.monotonic()
        time.sleep(0.25)
        if (busy() - before) / (CORES * (time.monotonic() - start)) < 0.06:
            return
        time.sleep(0.5)


def run(argv):
    """Runs a program to its end. Returns wall seconds and processor seconds."""
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0),
    ]
    start = time.monotonic()
    process = os.posix_spawnp(argv[0], argv, os.environ, file_actions=actions)
    _, status, usage = os.wait4(process, 0)
    wall = time.monotonic() - start
    if status:
        sys.exit(f"{' '.join(argv)}: status {os.waitstatus_to_exitcode(status)}")
    return wall, usage.ru_utime + usage.ru_stime


class Sample:
    def __init__(self, wall, cpu, noise):
        self.wall, self.cpu, self.noise = wall, cpu, noise


def sample(command, batch, patience):
    wait_until_quiet(patience)
    before, start = busy(), time.monotonic()
    walls = cpus = 0
    for _ in range(batch):
        wall, cpu = command()
        walls, cpus = walls + wall, cpus + cpu
    elapsed = time.monotonic() - start
    return Sample(walls / batch, cpus / batch, (busy() - before - cpus) / (elapsed * CORES))


def ratio(theirs, ours):
    """The ratio of the means, and the bounds of its 95 % interval."""
    def draw(values):
        return statistics.fmean(random.choices(values, k=len(values)))
    ratios = sorted(draw(theirs) / draw(ours) for _ in range(4000))
    return statistics.fmean(theirs) / statistics.fmean(ours), ratios[100], ratios[-101]


class Report:
    """Rows of a table, printed as they come and kept for the file."""

    def __init__(self):
        self.lines = []
        self.goals = []

    def goal(self, what, figure, goal, is_met):
        """A line of the summary."""
        self.goals.append((what, figure, goal, "yes" if is_met else "NO"))

    def summary(self):
        self.table("Goals", "what", "measured", "goal", "met")
        for row in self.goals:
            self.row(*row)

    def say(self, line=""):
        print(line, flush=True)
        self.lines.append(line)

    def table(self, title, *columns):
        self.say(f"\n## {title}\n")
        self.row(*columns)
        self.row(*["---" for _ in columns])

    def row(self, *cells):
        self.say("| " + " | ".join(cells) + " |")


REPORT = Report()


def milliseconds(seconds):
    return f"{1000 * seconds:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def race(title, commands, count, patience):
    """Lets programs take turns. `commands` is name → function; the first is ours."""
    REPORT.table(title, "program", "samples", "mean", "median", "95th", "processor time", "ratio to ours", "95 % interval")
    results = {}
    batches = {}
    for name, command in commands.items():
        wall, _ = command()
        batches[name] = max(1, round(SHORTEST / wall))
    for number in range(count):
        names = list(commands)
        for name in names[number % len(names):] + names[:number % len(names)]:
            taken = sample(commands[name], batches[name], patience)
            results.setdefault(name, []).append(taken)
    means, walls_of, ratios = {}, {}, {}
    for name, samples in results.items():
        clean = [s for s in samples if s.noise < 0.1]
        note = f"{len(clean)} of {count}"
        if len(clean) < max(3, count // 4):
            clean, note = samples, f"{count}, on a busy machine"
        walls = walls_of[name] = sorted(s.wall for s in clean)
        means[name] = statistics.fmean(s.cpu for s in clean)
        cells = [name, note, milliseconds(statistics.fmean(walls)), milliseconds(statistics.median(walls)),
                 milliseconds(walls[min(len(walls) - 1, int(0.95 * len(walls)))]), milliseconds(means[name])]
        if name == "keywizard":
            REPORT.row(*cells, "1", "")
        else:
            ratios[name] = value, low, high = ratio(walls, walls_of["keywizard"])
            REPORT.row(*cells, f"{value:.2f}", f"{low:.2f} to {high:.2f}")
    return ratios, means


def expect_ratio(what, peer, ratios, least):
    """A goal that has the peer take at least so many times as long. What the interval can't tell apart is equal."""
    if peer in ratios:
        value, low, high = ratios[peer]
        goal = f"at least {least:g} times as fast" if least > 1 else "not slower"
        REPORT.goal(f"{what} against {peer}", f"{value:.2f} ({low:.2f} to {high:.2f}) times as fast", goal, high >= least)


# --- Making keys -----------------------------------------------------------------------------------------------------


class Folder:
    """A folder of its own, with the files that the programs are given."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="keywizard-bench-")
        os.environ["HOME"] = self.path
        for key in ("SSH_AUTH_SOCK", "DISPLAY", "COLORTERM"):
            os.environ.pop(key, None)
        self.passphrase = self.file("passphrase", "seven lamps in the harbour\n")

    def file(self, name, text):
        path = os.path.join(self.path, name)
        with open(path, "w") as file:
            file.write(text)
        return path

    def fresh(self, name):
        """A path where nothing is; an absolute one stays what it is."""
        path = os.path.join(self.path, name)
        for each in (path, path + ".pub"):
            if os.path.exists(each):
                os.unlink(each)
        return path

    def ours(self, *options):
        return lambda: run([PROGRAM, "generate", *options, "--output", self.fresh("ours")])

    def ssh_keygen(self, *options):
        return lambda: run(["ssh-keygen", "-q", *options, "-f", self.fresh("theirs")])

    def puttygen(self, *options):
        return lambda: run(["puttygen", "-q", *options, "--random-device", "/dev/urandom", "-o", self.fresh("putty")])


def has(program):
    return shutil.which(program) is not None


def with_puttygen(commands, command):
    return commands | ({"puttygen": command} if has("puttygen") else {})


def rsa(folder, options):
    ours = folder.ours("--type", "rsa", "--bits", "4096", "--no-passphrase")
    peer = folder.ssh_keygen("-t", "rsa", "-b", "4096", "-N", "")
    putty = folder.puttygen("-t", "rsa", "-b", "4096", "--new-passphrase", "/dev/null")
    ratios, _ = race("RSA 4096, whole process", with_puttygen({"keywizard": ours, "ssh-keygen": peer}, putty),
                     options.samples or 50, options.patience)
    expect_ratio("RSA 4096", "ssh-keygen", ratios, 4)


def ed25519(folder, options):
    """Also in memory, where the syncs that ssh-keygen leaves out cost nothing."""
    for where, base in {"on the disk": folder.path, "in memory": "/dev/shm"}.items():
        with tempfile.TemporaryDirectory(dir=base) as place:
            ratios, _ = race(f"Ed25519 without a passphrase, whole process, {where}", {
                "keywizard": lambda: run([PROGRAM, "generate", "--no-passphrase", "--output", folder.fresh(place + "/ours")]),
                "ssh-keygen": lambda: run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder.fresh(place + "/theirs")]),
            }, options.samples or 50, options.patience)
        expect_ratio(f"Ed25519 {where}", "ssh-keygen", ratios, 1)


def passphrase(folder, options):
    ratios, _ = race("Ed25519 with a passphrase and 24 rounds of bcrypt, whole process", {
        "keywizard": folder.ours("--passphrase-file", folder.passphrase, "--rounds", "24"),
        "ssh-keygen": folder.ssh_keygen("-t", "ed25519", "-a", "24", "-N", "seven lamps in the harbour"),
    }, options.samples or 50, options.patience)
    expect_ratio("Ed25519 with 24 rounds", "ssh-keygen", ratios, 1)


def ppk(folder, options):
    """Opening one file is the same parameters for both. When they write, both look for the passes that take 100 ms here."""
    if not has("puttygen"):
        return
    key = os.path.join(folder.path, "same.ppk")
    run(["puttygen", "-q", "-t", "ed25519", "--random-device", "/dev/urandom", "--new-passphrase", folder.passphrase,
         "--ppk-param", "memory=8192,passes=13,parallelism=1", "-o", key])
    ratios, _ = race("PPK 3 of 8 MiB and 13 passes, opened, whole process", {
        "keywizard": lambda: run([PROGRAM, "public", key, "--passphrase-file", folder.passphrase]),
        "puttygen": lambda: run(["puttygen", key, "--old-passphrase", folder.passphrase, "-O", "private-openssh-new",
                                 "--new-passphrase", "/dev/null", "-o", folder.fresh("opened")]),
    }, options.samples or 50, options.patience)
    expect_ratio("PPK 3, opened with equal parameters", "puttygen", ratios, 1)
    ratios, _ = race("PPK 3 with a passphrase, both calibrating Argon2 to 100 ms, whole process", {
        "keywizard": folder.ours("--format", "ppk", "--passphrase-file", folder.passphrase),
        "puttygen": folder.puttygen("-t", "ed25519", "--new-passphrase", folder.passphrase),
    }, options.samples or 30, options.patience)
    expect_ratio("PPK 3, written", "puttygen", ratios, 1)


# --- Many keys ---------------------------------------------------------------------------------------------------


def fill(path, count):
    """A folder of key files, nine in ten of them Ed25519 and one RSA. Public halves alone would be half the work."""
    names = [os.path.join(path, f"id_{number:05}") for number in range(count)]
    if os.path.exists(path):
        return names
    os.mkdir(path)
    rsa = []
    for number in range(10):
        file = os.path.join(path, f"rsa{number}")
        run(["ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-C", "", "-f", file])
        with open(file) as text:
            rsa.append(text.read())
        os.unlink(file)
        os.unlink(file + ".pub")
    for number, name in enumerate(names):
        with open(os.open(name, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(rsa[number // 10 % 10] if number % 10 == 0 else ed25519_file(number))
    return names


def ed25519_file(number):
    """openssh-key-v1 around a seed; python3-cryptography would make the same."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    key = Ed25519PrivateKey.from_private_bytes(number.to_bytes(32, "big"))
    return key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()


def audit(folder, options):
    """All files by us; by ssh-keygen, which takes one at a time, as many as end soon, counted up."""
    few, many, share = 1000, 10000, 200
    fill(os.path.join(folder.path, "few"), few)
    names = fill(os.path.join(folder.path, "many"), many)
    ours, theirs, small = [], [], []
    for number in range(min(options.samples or 10, 10)):
        wait_until_quiet(options.patience)
        part = names[number * share % many:][:share]
        theirs.append(sum(run(["ssh-keygen", "-l", "-f", name])[0] for name in part) / share)
        ours.append(run([PROGRAM, "audit", os.path.join(folder.path, "many")])[0] / many)
        small.append(run([PROGRAM, "audit", os.path.join(folder.path, "few")])[0] / few)
    value, low, high = ratio(theirs, ours)
    REPORT.table("Audit, per key", "program", "keys", "mean", "ratio to ours", "95 % interval")
    REPORT.row("keywizard audit", str(many), f"{1e6 * statistics.fmean(ours):.1f} µs", "1", "")
    REPORT.row("keywizard audit", str(few), f"{1e6 * statistics.fmean(small):.1f} µs", "", "")
    REPORT.row("ssh-keygen -l in a loop", str(share * len(theirs)), f"{1e6 * statistics.fmean(theirs):.0f} µs",
               f"{value:.0f}", f"{low:.0f} to {high:.0f}")
    REPORT.goal("audit of 10,000 keys against ssh-keygen -l", f"{value:.0f} ({low:.0f} to {high:.0f}) times as fast",
                "at least 50 times as fast", high >= 50)
    growth = statistics.fmean(ours) / statistics.fmean(small)
    REPORT.goal("audit, a key among 10,000 against one among 1,000", f"{growth:.2f} times as long",
                "linear: no longer", growth < 1.1)


# --- The wizard on a terminal ----------------------------------------------------------------------------------------


class Terminal:
    """A program on a pseudo-terminal of 80 columns and 24 rows, which answers like an xterm."""

    def __init__(self, argv):
        self.start = time.monotonic()
        self.process, self.descriptor = pty.fork()
        if self.process == 0:
            os.environ["TERM"] = "xterm-256color"
            os.environ["LC_ALL"] = "C.UTF-8"
            fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
            os.execvp(argv[0], argv)
        self.output = b""

    def read(self, patience):
        """Reads what comes within some seconds. False when nothing came."""
        if not select.select([self.descriptor], [], [], patience)[0]:
            return False
        try:
            read = os.read(self.descriptor, 65536)
        except OSError:
            return False
        self.output += read
        if b"\033[c" in read:
            self.write(b"\033[?62;22c")
        return bool(read)

    def read_until(self, text, patience=10):
        end = time.monotonic() + patience
        while text not in self.output:
            if not self.read(max(0, end - time.monotonic())):
                sys.exit(f"the screen never showed {text!r}:\n{self.output[-2000:]!r}")

    def settle(self, patience=0.15):
        while self.read(patience):
            pass

    def write(self, keys):
        os.write(self.descriptor, keys)

    def threads(self, name):
        folder = f"/proc/{self.process}/task"
        for thread in os.listdir(folder):
            with open(f"{folder}/{thread}/{name}") as file:
                yield file.read()

    def cpu(self):
        """Seconds of processor time that all threads have used."""
        return sum(int(text.split()[0]) for text in self.threads("schedstat")) / 1e9

    def bytes_read(self):
        with open(f"/proc/{self.process}/io") as file:
            return int(file.readline().split()[1])

    def switches(self):
        return sum(int(line.split()[1]) for text in self.threads("status")
                   for line in text.splitlines() if "ctxt_switches" in line)

    def peak(self):
        """KiB of memory at most so far."""
        with open(f"/proc/{self.process}/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmHWM:"))

    def end(self):
        """Kills the program. Returns its processor seconds and its peak memory in KiB."""
        memory = self.peak()
        os.kill(self.process, signal.SIGKILL)
        _, _, usage = os.wait4(self.process, 0)
        os.close(self.descriptor)
        return usage.ru_utime + usage.ru_stime, memory


FIRST_PAGE = b"computer"


def first_frame(argv, text):
    def command():
        terminal = Terminal(argv)
        terminal.read_until(text)
        wall = time.monotonic() - terminal.start
        return wall, terminal.end()[0]
    return command


def start(folder, options):
    commands = {"keywizard": first_frame([PROGRAM], FIRST_PAGE)}
    for name, argv in {
        "whiptail": ["whiptail", "--menu", "computer", "20", "60", "5", "1", "Linux", "2", "macOS"],
        "dialog": ["dialog", "--menu", "computer", "20", "60", "5", "1", "Linux", "2", "macOS"],
    }.items():
        if has(name):
            commands[name] = first_frame(argv, FIRST_PAGE)
    _, cpus = race("First frame, from exec", commands, options.samples or 30, options.patience)
    REPORT.goal("first frame", f"{milliseconds(cpus['keywizard'])} of processor time", "under 10 ms",
                cpus["keywizard"] < 0.010)


def randomness_page(terminal):
    terminal.read_until(FIRST_PAGE)
    terminal.settle()
    terminal.write(b"\r")
    terminal.settle()
    terminal.write(b"thermo\r")
    terminal.settle()
    terminal.write(b"\r")
    terminal.settle()
    terminal.read_until(b"andomness")


def mouse(terminal, seconds):
    """1,000 movements of the pointer a second, each to another cell; the page is left when the bar is full."""
    start, sent, written = time.monotonic(), 0, 0
    while (now := time.monotonic()) < start + seconds:
        due = int((now - start) * 1000)
        while sent < due:
            sent += 1
            event = b"\033[<35;%d;%dM" % (10 + sent % 60, 6 + sent // 7 % 12)
            terminal.write(event)
            written += len(event)
        terminal.read(0.0005)
    return sent, written


def entropy(folder, options):
    """The share of a core while the pointer moves, next to that of a program that reads the same and does nothing."""
    seconds = 1.1
    shares, lost = {}, 0
    for _ in range(min(options.samples or 10, 10)):
        for name, argv in {
            "keywizard": [PROGRAM], "cat": ["sh", "-c", "stty raw -echo; echo ready; exec cat >/dev/null"],
        }.items():
            wait_until_quiet(options.patience)
            terminal = Terminal(argv)
            if name == "keywizard":
                randomness_page(terminal)
            else:
                terminal.read_until(b"ready")
                terminal.settle()
            before, read = terminal.cpu(), terminal.bytes_read()
            sent, written = mouse(terminal, seconds)
            terminal.settle(0.05)
            # What is read beyond that are wake-ups of its own.
            lost = max(lost, written - (terminal.bytes_read() - read))
            shares.setdefault(name, []).append((terminal.cpu() - before) / seconds)
            terminal.end()
    REPORT.table("Randomness page, 1,000 movements of the pointer a second", "program", "share of a core", "lowest", "highest")
    for name, values in shares.items():
        REPORT.row(name, *(f"{100 * value:.1f} %" for value in (statistics.fmean(values), min(values), max(values))))
    more = statistics.fmean(shares["keywizard"]) - statistics.fmean(shares["cat"])
    REPORT.goal("randomness page at 1,000 events a second", f"{100 * more:.1f} % of a core beyond reading",
                "under 5 %", more < 0.05)
    REPORT.goal("bytes of events that were not read", str(max(0, lost)), "none", lost <= 0)


def latency(folder, options):
    """From a key to the frame that shows it."""
    terminal = Terminal([PROGRAM])
    terminal.read_until(FIRST_PAGE)
    terminal.settle()
    times = []
    for number in range(200):
        time.sleep(0.03)
        start = time.monotonic()
        terminal.write([b"\033[B", b"\033[A"][number % 2])
        terminal.read(1)
        times.append(time.monotonic() - start)
        terminal.settle(0.02)
    terminal.end()
    REPORT.table("From a key to its frame", "keys", "median", "95th", "longest")
    times.sort()
    REPORT.row("200", *(milliseconds(times[i]) for i in (100, 190, 199)))
    REPORT.goal("from a key to its frame", f"{milliseconds(times[190])} for 95 of 100", "under 16 ms", times[190] < 0.016)


def idle(folder, options):
    terminal = Terminal([PROGRAM])
    terminal.read_until(FIRST_PAGE)
    # libdispatch lets threads go that had nothing to do for 5 s.
    time.sleep(7)
    terminal.settle()
    cpu, switches = terminal.cpu(), terminal.switches()
    time.sleep(10)
    cpu, switches = terminal.cpu() - cpu, terminal.switches() - switches
    terminal.end()
    REPORT.table("Idle for 10 s", "processor time", "context switches")
    REPORT.row(milliseconds(cpu), str(switches))
    REPORT.goal("idle for 10 s", f"{milliseconds(cpu)}, {switches} context switches", "none", switches == 0)


def peak(folder, argv):
    """KiB of memory at most. By GNU time, because what Python starts itself is said to have had Python's memory."""
    figure = os.path.join(folder.path, "peak")
    subprocess.run(["time", "--format", "%M", "--output", figure, *argv], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    with open(figure) as file:
        return int(file.read())


def peak_of_first_frame():
    terminal = Terminal([PROGRAM])
    terminal.read_until(FIRST_PAGE)
    return terminal.end()[1]


def peak_of_randomness_page():
    terminal = Terminal([PROGRAM])
    randomness_page(terminal)
    return terminal.end()[1]


def memory(folder, options):
    REPORT.table("Peak memory", "program", "resident")
    many = os.path.join(folder.path, "many")
    fill(many, 10000)

    def ours(*options):
        return peak(folder, [PROGRAM, "generate", *options, "--output", folder.fresh("ours")])

    def theirs(*options):
        return peak(folder, ["ssh-keygen", "-q", *options, "-N", "", "-f", folder.fresh("theirs")])

    sizes = {
        "keywizard, first frame": peak_of_first_frame(),
        "keywizard, randomness page": peak_of_randomness_page(),
        "keywizard generate, Ed25519": ours("--no-passphrase"),
        "keywizard generate, Ed25519 with 24 rounds": ours("--passphrase-file", folder.passphrase),
        "keywizard generate, RSA 4096": ours("--type", "rsa", "--bits", "4096", "--no-passphrase"),
    }
    largest = max(sizes.values()) * 1024
    # Beyond the goal: the audit holds what it found of all the keys.
    sizes["keywizard audit of 10,000 keys"] = peak(folder, [PROGRAM, "audit", many])
    sizes["ssh-keygen, Ed25519"] = theirs("-t", "ed25519")
    sizes["ssh-keygen, RSA 4096"] = theirs("-t", "rsa", "-b", "4096")
    for name, size in sizes.items():
        REPORT.row(name, f"{size / 1024:.1f} MiB")
    REPORT.goal("peak memory", f"{largest / 1e6:.1f} MB", "under 24 MB", largest < 24e6)


def binary(folder, options):
    size = os.path.getsize(PROGRAM)
    needed = subprocess.run(["ldd", PROGRAM], capture_output=True, text=True).stdout
    with open(PROGRAM, "rb") as file:
        has_icu = b"icudt" in file.read() or "libicu" in needed
    REPORT.table("The program", "size", "with ICU")
    REPORT.row(f"{size / 1e6:.1f} MB", "yes" if has_icu else "no")
    REPORT.goal("the program, stripped, with Swift's runtime", f"{size / 1e6:.1f} MB", "under 20 MB, without ICU",
                size < 20e6 and not has_icu)


ROWS = [rsa, ed25519, passphrase, ppk, start, entropy, latency, idle, memory, audit, binary]


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if "model name" in line), "unknown")
    return f"{CORES} × {model}, {platform.system()} {platform.release()}, {time.strftime('%Y-%m-%d')}"


def main():
    names = {row.__name__: row for row in ROWS}
    parser = argparse.ArgumentParser(prog="bench.sh")
    parser.add_argument("-n", dest="samples", type=int, help="samples of each program")
    parser.add_argument("-o", dest="output", help="a file for the tables, as Markdown")
    parser.add_argument("-w", dest="patience", type=float, default=0, help="seconds to wait for a quiet machine before each sample")
    parser.add_argument("rows", nargs="*", metavar="ROW", help=", ".join(names))
    options = parser.parse_args()
    unknown = [name for name in options.rows if name not in names]
    if unknown:
        parser.error(f"no row {unknown[0]}")
    REPORT.say(machine())
    folder = Folder()
    try:
        for name in options.rows or names:
            names[name](folder, options)
        REPORT.summary()
    finally:
        shutil.rmtree(folder.path)
    if options.output:
        with open(options.output, "w") as file:
            file.write("\n".join(REPORT.lines) + "\n")


main()
