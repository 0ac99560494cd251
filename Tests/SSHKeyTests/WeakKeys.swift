/// Keys with known faults: the test data of badkeys (github.com/badkeys/badkeys, tests/data) and of the finders of
/// ROCA (github.com/crocs-muni/roca, roca/tests/data).
enum WeakKeys {
    static let roca = """
        -----BEGIN RSA PUBLIC KEY-----
        MIIBCgKCAQEAkTKtIR/MDftNrkgyashkwifks5Swm9HEkw4ZcCijyQdpTStInk9p
        dUrq4zjG6tk5xX9AaYXLu47fmiBVzClGvAXTZbpn6JbG1IERUs+i0pBRT5CzUu7v
        J/63L72NzVvJFaT0SUE5zByhCjJE+pflMnX1e1UptOdnN5AHeY4RKkugVse3XO2x
        Ms3yH3vTyZdtnaOIFRU0d6E7PrsgRtEAqFHcAGmPUw0ZOW8A++8sS/FlnrxMf9lV
        a1/8k/A8otPfrNIipfAoq0MKJ+oxE2wML1DDxIGTGmNaN3gPANJyeuca7ptA+NGq
        5oU1x3pWMXgSvrVSXUooNk8xIkrKxSz3LQIDAQAB
        -----END RSA PUBLIC KEY-----
        """

    /// A certain negative of the finders of ROCA.
    static let notROCA = """
        ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC3j6eenO3McysG1UDLCAgk1w2ifVN1W1FPqezvnlYcQj7tQ+7YMZGBQYHZTZnNS0ZQbE0qxrL\
        0phStdQZbVi2teyfKsgxr53oBOrDwtb1Z1RUmrQqlZaLXUiWvio2wxE0ZTdXXMik1oDTYXm2OfFm7Kdrhw4MFYPFWw8eAfnWW80QrXAB/L9HjH+\
        An7j0788QojuiCK5I/EeRHKujfKs1r/CWjwq+uEUIiKFdkFCPVExxFdJwazPbz1HNn35lfEEtu7UUYphy/yUmhFJnKvCDcmMfO7u4/BhH4STSFk\
        TReE6P+pmQ9RU98yrhp0qMn5SLma7evNQi4gFZNe7GxCvr1 root@local
        """

    static let fermat = """
        PKCS #8 public key with Fermat vulnerability.

        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAkGbTtoSrOJmrwu9FV3A3
        xDfxNn3EnSO94M9+QIL3qJjjIMh30xrAdra5ZsXjhJrRApI0X+qArvTQVv6/n9Yq
        EoAPmF7n46yJ1TtYETFzGCjqk1sDZ8rVEnq4bxPHk0EQcFiQIn6iwTPOjeidD2WK
        UNIVeJWI/2X8Ms3ITdt+P4jV0DVeA6rdR31ClG+HGos1OdTA+8nMwDId0jA/Kv8M
        OPFBLf24p9OB8fzXP2Uno0CSSrZLktJCouOcPzGgBB5sZZFHxpsrf76uJNULBrjC
        9Pbxx3ogpGVy1L5CC9v8qk3L44qQpi4g/PC9wWNsK+NPr/tiq4+S3uB369Ye1n+0
        ywIDAQAB
        -----END PUBLIC KEY-----
        """

    static let smallD = """
        Insecure RSA key with switched `d`/`e` values.

        -----BEGIN RSA PUBLIC KEY-----
        MIICCQKCAQEAsPnoGUOnrpiSqt4XynxA+HRP7S+BSObI6qJ7fQAVSPtRkqsotWxQ
        YLEYzNEx5ZSHTGypibVsJylvCfuToDTfMul8b/CZjP2Ob0LdpYrNH6l5hvFE89FU
        1nZQF15oVLOpUgA7wGiHuEVawrGfey92UE68mOyUVXGweJIVDdxqdMoPvNNUl86B
        U02vlBiESxOuox+dWmuVV7vfYZ79Toh/LUK43YvJh+rhv4nKuF7iHjVjBd9sB6iD
        jj70HFldzOQ9r8SRI+9NirupPTkF5AKNe6kUhKJ1luB7S27ZkvB3tSTT3P593VVJ
        vnzOjaA1z6Cz+4+eRvcysqhrRgFlwI9TEwKCAQBBGIsgz9vbws8f/nUty6pyOQY1
        LiYV1J3OgFl/zwoFQDvvAPoGUYL3Lez7WW9LDOj/WXC68HqJpRnsyBay9P+sUGmv
        Gwa/73v2vNeeToHIxaOn2RMNw8+62uX20oj5ruP2/5L64Pga9Ze+yWrp+rlALNX+
        QfcFvr20e7c20/5sWlHg4gcyqXteRsHL2ybXSFTGtmBK7UY3Nf+QdgRlV8r5Sb9E
        iJXCBDLB4JwBTqdWYENPGg874pS6vF1TDmoQIT9TtgN1/ISnVz8q8SFVhPW0vabU
        6PnhenjZfne4baShhGR1MYp6EKVhAU7/ojqB7Fbp5BCd74yz95ciP32NDUNR
        -----END RSA PUBLIC KEY-----
        """

    /// A long exponent that is the public key of a long private one (FIPS test vectors): odd, and sound.
    static let largeE = """
        -----BEGIN RSA PRIVATE KEY-----
        MIIFjwIBAAKCAQEA2aCY2gAKxY77fWyYm3RoRE02nZhl7shpakvFTvR/TQS7X7Ux
        E02e3BJUyWZflkYsGQocR8z5cLOgCpIqN+XOtUitY4xCXuljENsjSpftBDQt6BO1
        tqTrGs5f71sMIuIzDk8oWnb7PZVe8T3x4iiMfol0Ig93O0NgKeWosD98nRyHQ60u
        btq2YE+uISJEA5wLwt/+H7ijf6i5NfsxR2THb1q6h+nVRm7EE846cq8O69C0g/LC
        mLNSSFOII9Un9A4iFVfIslJXoTGtx/ga35tIHIwkQFNW6kIAlna9Zgbn/t5rdqai
        ZKl1B/FfDxLeyde9Rzr54K6GOZzx8tQCHxMyXQKB7QDRB89DppIoTb6B4Glzmw+h
        IfYF7sxYfAWEBRRpBrVuEEKhkZZmPhS01tEyiLcIzZmNuKpa1Tlm1UdQlCai4olG
        ri6umcn9dHjeLf7ZCxhUFLKoPRhBR8/cwYQxQFPmVap8WvDgZfLrE539Dd1k2Hj7
        h/05WWqATUhAPhKhruR26NtlqbsV9QiB6yNVUxVJwfJoMquIEqoQhYskgy5fhJi0
        MklwfRS4j6x8I4srqgEAWMJFSqiR9duhH/RQr80mr8VxhY3yIw7nwz6G6BTFJ4AS
        hADo79YKOYBVez6V6OawHOgNmjoI+vFzDQZe8QKCAQBZLPHOvZy5lhbFfCKBhRwC
        JY/3O+3O/+yVWrh34hq7xOhIjoNlk66dHyHN4b8Inx4DGQdSzZzuLmb0eKUKFUxl
        TlMFNL7QN1nhW5X2XHMC/JWGjzeitDjmQOJYIKP1KcXh98r0YaXP89s9hbPukgun
        s5zhFc4jpYTkbcV2uBuk7fO0/T1xGrNstCYIdS1O3oJl8HJnG/llL/yXBq/W9ynU
        SeqPKmvn+MnRZ/ie/0qKX2wrV7KfmYGjMSBCgKEQwy808VjouwICJYq9kvd1dH32
        SErWbBINbvYkKAGhz/g9BlSXcB64tmR9abTckcScpDR5Kka4wY7nA1St1E13HbK5
        AoGBAPjc8LlHXG+gJ5ublqXt5SGvnJKaARW+34pcXE0o5Uxir/wuew9DR7MG/k90
        qyhq1jTKIrHBVRghohIW4dI7RRpTZJsBFqwo9q/hFUs7r8HITbSCpow8pO1qbINt
        8GZPjmsQvGlc5pWRJZJrKr0wN1XEHySotab+jIf9xE1ivpOTAoGBAN/eVfVVNZrM
        HHHHo2kdfxrdzx/bF3ptg7x1SRe9F8f+VyDwy9IHH44LqBh8KuHiId4bNjQgCclG
        ZpcyaSdHJIoM2pcEA5lYoCiAWXG6mTgKaR4SiBG+O6QJitASVcnBitd8lC5eWJOx
        gopUFqHMPCMcYKSZg1Fn3hSQyX6mRrhPAoGBALP+ve5d89yLU5gyzEMAPXwnKgNp
        mIJeKlobSXYZ3qNfIzeg0gWUF1g+05cjiZlwCvmo1oq2LlvLqEXWXNMCqXsqkV4e
        6hSLnwy4XjP3Whz7+QQS4GWwyq9AGDdc/Toec4kO8qVO0sglvws7Qlr9xq5KTfC5
        IaPlBWE/humh87ZZAoGBANONvLgnmDQm6r0KSMXNa9A0mLQQOCMCK4bCdE2M9ixk
        /xWYHz+fXmyBtMfwIcpdTr0MbVW7e/IoqCCaz+aUfS+jgkmTrx1a6X6l9Rl2gTLn
        8kxf6JE3PO7HG504pYm4zSc2If7As0UyqGxKNNztde5n6YivU796l+ERkdJjHhTf
        AoGAYngJbRakXH73MvCAu4YC2/stccgFqrltjlKEXtcB7OsHsiH1rXY0z4XbSe4Q
        Vi0WMjTij5JNbOGeTJb9+z8erktULYY2HkB4IUSslzGrLt3BZeZnJ7aK8GzMbKf4
        kvIZb5DzzVP1OBT1M+lmKK/vWPyrBtSaLTl47we5NoVvHuI=
        -----END RSA PRIVATE KEY-----
        """

    static let smallFactors = """
        RSA key with a corrupt modulus and several small prime factors.

        -----BEGIN RSA PUBLIC KEY-----
        MIIBCgKCAQEAp8qz/SX4rPy4d48/J9ejq7KBHokrV73jHpgkh5vGHUx2TPDOF056
        praiZ+lG2MXikOr5jfzoqyphzIj///8GVZs1h9mdp2AQplXUg+Pb39pZ/TZ1EryA
        kqvNb8V71RrPtclZRkKJHm1ob2P/A/Bf0pSxkh6z0W6zm+iDfvqOrpvbsP8hxq02
        jeGrqPTEtzMX4sm4yMlf3xGEBF9HOaYsOE3TNlhll1qhMH+RFdXUTxnHtEHQ/iiy
        oWmZjGVK2Zp7Q8+XpwxhW+F19dR29n/4yYtFu9WNA2OhoXxA5y+FYxoJg0Jl8Kql
        /RD9026hAlXbbr4mImImsUDiIo5TGVxv3QIDAQAB
        -----END RSA PUBLIC KEY-----
        """

    static let exponentOne = """
        Invalid RSA key with e=1.

        -----BEGIN RSA PUBLIC KEY-----
        MIIBCAKCAQEA2CzMh5UOtdozYHY5rIe0NKE0dDxuEAyuZBsB6kwoMZd0x9gnbN18
        K0eepXnFF05VxNNXRBt90Giy6E0iE/x9FOTNB6a71leCBgVCseAVgyEGbuXotSwg
        zZkV1jpL81v4bkqLycu9cqaThJUBwxWelSW63eK3izrLrV0tfbjdDO64HZcGQ/VL
        jmCgavVFrs3XiiAZAfOb2uLC4NYfZvej/Se0fC/kWlitCvXi/S73LkXfWD4HukfP
        RZ61hWAEfQOhflqhGm1/ty5tNK4cXCvH0cXUz6L8YTUgxxlgW1LO508SjzCQLkgB
        XSUqHimDSVLugBG2B96P9dmzM4SKk1qWGQIBAQ==
        -----END RSA PUBLIC KEY-----
        """

    static let exponentLargerThanModulus = """
        -----BEGIN RSA PUBLIC KEY-----
        MIGGAkEAwVwaxrHF2CK64aYKRUibLiH30KpPuPBjel7E8ZydQW1HYWHfoGmidzC2
        RnhwCC293hCzw+TFR2nqn8OVSY5t2QJBAP8AAAAAAAAAAAAAAAAAAAAAAAAAAAAA
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=
        -----END RSA PUBLIC KEY-----
        """

    /// Of draft-os-ietf-sshfp-ecdsa-sha2-00.
    static let dsa = """
        ssh-dss AAAAB3NzaC1kc3MAAACBAPVFrc0U36gWaywbfJzjcv8ef13qAX4EJl8Na6xqvXh1t+aCJEdS7soRjtvK4KsNhk78DjdtnfhEhyFKHHNz\
        3i6/c/s9lP0UjV7mRAo6nA7A3Gs6iQElb6O9Fqm6iVSC6bYWilTSB0tYencEEJUoaAua8YQF/uxRzPrReXxGqHnjAAAAFQDC9M/pli8VIVmEGOO0\
        wC1TeUTN4wAAAIEAgA2Fbkbbeo0+u/qw8mQFOFWZpTaqNo7d7jov3majbh5LqEVD7yT3MS1GSGhjgvvhus/ehMTqzYbjTc0szUM9JnwT7xq15P2Z\
        YDK98IVxrw31jMtsUUEmBqB4DUjTurtcaWmJ9LNaP1/k4bMo0/hotnOcOVnIPsTLBFWVvdNRxUAAAACAOZcDcK01NTM1qIIYbBqCffrwjQ+9Pmsu\
        SKI6nUzfS4NysXHkdbW5u5VxeXLcwWj5PGbRfoS2P3vwYAmakqgq502wigam18u9nAczUYl+2kOeOiIRrtSmLfpV7thLOAb8k1ESjIlkbn35jKmT\
        coMFRXbFmkKRTK8OEnWQ8AVg6w8= example key from draft-os-ietf-sshfp-ecdsa-sha2-00
        """
}
