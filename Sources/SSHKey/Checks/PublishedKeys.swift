/// Keys whose private halves are public, by the SHA-256 fingerprints of their public halves; no private key is here.
///
/// Only what a published file gives, each computed with ssh-keygen -l: Vagrant's (hashicorp/vagrant, folder keys), those of
/// OpenSSH's own tests (openssh-portable, regress), and F5's (rapid7/ssh-badkeys, folder private; CVE-2012-1493).
enum PublishedKeys {
    /// Where the private half of a key is published; nil when nobody says so here.
    static func source(of key: PublicKey) -> String? {
        let fingerprint = key.fingerprint(.sha256).dropFirst("SHA256:".count)
        return sources.first { $0.fingerprints.contains(String(fingerprint)) }?.name
    }

    private static let sources: [(name: String, fingerprints: Set<String>)] = [
        (
            "Vagrant's insecure key",
            ["1M4RzhMyWuFS/86uPY/ce2prh/dVTHW7iD2RhpquOZA", "WkvqjnyPAeC0cbPErYiGP9vqHdgL1MqqvPdIe3lvHgI"]
        ),
        ("the key of F5's BIG-IP (CVE-2012-1493)", ["9prMbqhS4QteoFQ1ZRJDqSBLWoHXPyKB0iWR05Ghro4"]),
        (
            "a key of OpenSSH's tests",
            [
                "VKUG+4Sar7nyKc94qUQ2woHvy0rmfIpDDowGr8te4Y8", "4w1rnrek3klTJOTVhwuCIFd5k+pq9Bfo5KTxxb8BqbY",
                "kOLgXSoAT8O5T6r36n5NJUYigbux1d7gdH/rmWiJm6s", "ecwhWcXgpdBxZ2e+OjpRRY7dqXHHCD62BGtoVQQBwCk",
                "8ty77fOpABat1y88aNdclQTfU+lVvWe7jYZGw8VYtfg", "ed8YniRHA6qCrErCRnzrWxPHxYuA62a+CAFYUVxJgaI",
                "L3k/oJubblSY0lB9Ulsl7emDMnRPKm/8udf2ccwk560", "vMbaARqVciRgXyZPNHDo+P5p5WK5yWG1Oo6VC35Bomw",
                "l6itGumSMcRBBAFteCgmjQBIXqLK/jFGUH3viHX1RmE", "NoQh0XBUuYUSWqnzOzOBnfpgJTRWLMj7BlWAb8IbjeE",
                "+IPzJ++K4bSXTY9XCCq7yE8WMZiqlbRNRhWGccNPz10", "YInG0FuXzFrI4twnU4WIDUE7/iFeM9DVtx6zdi61Pvg",
                "ZxTZQ/K7JZpz0mHqWqdmYCUcq3MAtnu9TYA66TCBkxM", "PnEztoQ74skPJhb/bvdbzdOVa2whp8Ws4housCPVrkI",
            ]
        ),
    ]
}
