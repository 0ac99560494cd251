extension PublishedKeys {
    /// A heading with what a key is known as and where its private key is published, then the SHA-256 fingerprints of
    /// the public keys. ssh-keygen -l computed each from a published file, with the exception of ExaGrid's, whose 1023
    /// bits it refuses: OpenSSL read that one. No private key is here.
    static let list = """
        = Vagrant's insecure key | hashicorp/vagrant, keys
        1M4RzhMyWuFS/86uPY/ce2prh/dVTHW7iD2RhpquOZA
        WkvqjnyPAeC0cbPErYiGP9vqHdgL1MqqvPdIe3lvHgI
        = the insecure key of Phusion's baseimage-docker | phusion/baseimage-docker, image/insecure_key.pub
        mNz9adiNUt9xnouQa1sVz3M2zmUV/nTEjUOucMNM9l4
        = the test key of ChromeOS | chromiumos/chromite, ssh_keys/testing_rsa.pub
        Fp1qWjFLyK1cTpiI5rdk7iEJwoK9lcnYAgbQtGC3jzU
        = the key of F5's BIG-IP (CVE-2012-1493) | rapid7/ssh-badkeys, private; Nmap, publickeydb
        9prMbqhS4QteoFQ1ZRJDqSBLWoHXPyKB0iWR05Ghro4
        = the key of Quantum's DXi V1000 | Nmap, publickeydb; exploit-db 32372
        VtjqZ5fiaeoZ3mXOYi49Lk9aO31iT4pahKFP9JPiQPc
        = the key of Loadbalancer.org's Enterprise VA | Nmap, publickeydb; exploit-db 32371
        MEc4HfsOlMqJ3/9QMTmrKn5Xj/yfnMITMW8EwfUfTww
        = the key of Array Networks' vAPV and vxAG | Packet Storm 125801
        /JLp6z6uGE3BPcs70RQob6QOdEWQ6nDC0xY7ejPOCc0
        = the key of Supermicro's IPMI (CVE-2013-3619) | Nessus 73920
        /KNgeB/nHx58rjz2DzbUlJ1L1uY+KDywKi6IgROz+FM
        = the key of Lantronix's devices | Packet Storm 38537
        0r8gd+WPSAoZqa7Ksumu4vaTDQdavFoKTmiYLc5hPT0
        = the key of Ceragon's FibeAir IP-10 (CVE-2015-0936) | Metasploit, ceragon_fibeair_known_privkey
        Z+q4XhSwWY7q0BIDVPR1v/S306FjGBsid7tLq/8kIxM
        = the key of ExaGrid's appliances (CVE-2016-1561) | Metasploit, exagrid_known_privkey
        uy5wXyEgbRCGsk23+J6f85om7G55Cu3UIPwC7oMZhNQ
        = the key of VMware's vSphere Data Protection (CVE-2016-7456) | Metasploit, vmware_vdp_known_privkey
        f+1oGL+asXtoO20k4kiiM8ECwrx1wEgWe0M7X0zEDhc
        = the key of Tesla's instrument cluster | rapid7/ssh-badkeys, authorized/tesla_ic
        zR8FnLg8bTjFMPFlxkJzO4Uir6LWWecScCCrFOgJh8Q
        = a key of OpenSSH's tests | openssh-portable, regress
        +IPzJ++K4bSXTY9XCCq7yE8WMZiqlbRNRhWGccNPz10
        /ALxJUlmDPE0gxeL1nZip4oXm1VG1qmR2xL5iUzZD1A
        4w1rnrek3klTJOTVhwuCIFd5k+pq9Bfo5KTxxb8BqbY
        6WZVJ44bqhAWLVP4Ns0TDkoSQSsZo/h2K+mEvOaNFbw
        8ty77fOpABat1y88aNdclQTfU+lVvWe7jYZGw8VYtfg
        9H4Upkmt0536hnYUFDAM8WgHNL6KCskXi+pfnACKmYc
        Go7HO0CVPYG+BSDSk9ZUJBKGSrtBExp6obTa9iqzIUo
        L3k/oJubblSY0lB9Ulsl7emDMnRPKm/8udf2ccwk560
        NoQh0XBUuYUSWqnzOzOBnfpgJTRWLMj7BlWAb8IbjeE
        PnEztoQ74skPJhb/bvdbzdOVa2whp8Ws4housCPVrkI
        QMKu4jNQT2KdrzmTzyXIa1RFG8Kx6yqsoRCbuZQJXsc
        VKUG+4Sar7nyKc94qUQ2woHvy0rmfIpDDowGr8te4Y8
        YInG0FuXzFrI4twnU4WIDUE7/iFeM9DVtx6zdi61Pvg
        ZxTZQ/K7JZpz0mHqWqdmYCUcq3MAtnu9TYA66TCBkxM
        b9BVPS5vuU4yu/FgweojLLg6zbfmBBoWLUgibdxxsoo
        dvIRknqyjjIuB+lGouUaT4x+VncAYZFI15UvWXtIYIc
        ecwhWcXgpdBxZ2e+OjpRRY7dqXHHCD62BGtoVQQBwCk
        ed8YniRHA6qCrErCRnzrWxPHxYuA62a+CAFYUVxJgaI
        eto3cpL3YD1cvjDiwR9JxKVInjd+f84quOOvVckxepw
        kOLgXSoAT8O5T6r36n5NJUYigbux1d7gdH/rmWiJm6s
        l6itGumSMcRBBAFteCgmjQBIXqLK/jFGUH3viHX1RmE
        pbI9wlyrFSsUbp+GTiIAOqNMvoajbF2tHsPMECyrMYU
        pz8VkgtRY3r50F4zSuzRlmq9c6vPTpJXLKKOgkyUcKE
        vMbaARqVciRgXyZPNHDo+P5p5WK5yWG1Oo6VC35Bomw
        xUz1O0UwISrm1GWaRKjWQ/nPWBy8Agxm64ssLF/r7Rk
        zT07yLyR2anxUgzPyP+gv8kC/gL5Gc9iqMs4SVVwtkQ
        = a key of libssh's tests | libssh 0.11.5, tests
        9/TFK1+ON3VAd/DS6XHb0opfOudDmh/XakkyHsekYZg
        FO+eqadVJGTx4sevXhyatGM4KBRQYmxQ3qL9IIAyVio
        Lt3kpMBhcBzKmesiRDvxgUAnnBkTQaJLB9s/O043g6Y
        Ms0nR4Kqh2eQSHY/syrh6MSJgfP7CHWYXyVFmnfcg7k
        NDGVuZDVjusEhEdkdoxjdCSMhxbctk4vG9uqeIucdGw
        NukEqBXBRa9ccZl1m/gPqu7tbqZDbekgOlOy2zBVc3w
        Tkg04KxFpNl8qBPTMF0MjBWY4TcLadiG70pOFghTxdI
        W1y7SOPDAYGU6hwrSOsshzD2mSQ3ozIB+YOqGOyt0PA
        YR7pcPNg3mLcEia9xTU+WbJWFcI72JYzbrceoV+Y2kg
        dZrcZ77Se6qfIZWG/AtvD9FZPXb20kuWY9sV5m68E1A
        fjFWFEalzzC7xGAQxTQfpoGww/ONereFDFIdyA0bPog
        jLxmHqBhLa1WXpq6ZSiaWKTtqs17f+ejCu+RkbLWSCs
        jXstVLLe84fSDo1kEYGn6iumnPCSorhaiWxnJz8VTII
        poLiCNhn329pk4kOjB0j0CeljDA7OUoQs9TrNgcD4OI
        ptAPK5vbIeyHvYXo2ja84D6g0fJkk6EcblaPvSh5a6A
        qWF06d07f5gLdGcZgk9+SPBVv0HzSypYEApOQO8gsm4
        uBWTOu4VuC2we/0TcPLMd5/H4YzO58To0tvog3uox9E
        xaNsUfONysKnSl/ATx+g4St6szEfDJ3oT9rE24JmUlY
        = a key of libssh2's tests | libssh2 1.11.1, tests
        087LlKx3sfXypvUDYcm0R1TTjbz4CMOpKmPk1HFq6Z4
        0T0dxcJcCVnoArwEO7vSkyXpnZdvalKuU6ECT9VnuwI
        6sfp6Km270PRmvUHN/mF7PWtp+AYi3c91FMvw+LW2e4
        HYMS0/2NFq0xuH5fpAFatXk+Z6hfWkKb9RrpvYjYlHQ
        JjiwIPYSH6dQp/R1S3GEGfYhgUxud51orfJqpogUrd8
        QP/U5+GBMKxS+IzHBlkbUnYMC/x5HuUCzf5C8z19Cw0
        S1fR7Cu8tITKVQUQsTmI8e/81gjJ2NMRHiVXtpgwS7o
        Tke0FXYlYYS4UMozjuld8624jtG0JD1Zoa3mdggJ1IU
        VO25Aax/Z3RnFmUKtHG73n7f+qLa8n+Ad6cUwunydjo
        VvzZdbFmw/A0LQA25EwxGobA6uQHE7U/x3Y2m65/UmQ
        gIIZ0a36rVecOIpCZXmdThmYCCbVvWpS5mO2wm7vZ3w
        hkeh7zfiWaZd6ncqCbvtSLM9h4Btr19h15OsWzk7IaE
        kuPaSd88f5moKPUF7YI5OXpdH2KRRFl2D4ePdRD1Y6M
        l0vdlfqmh+dWRHE017wdHkvMBYJYEJSRlFQoEZ/OEI4
        qnWWfPo7E3dVwCHECPOMoVPJjHvK8xyJQTHFAQs1IzI
        sTpZj4+m8FL0VZ6KrEh2CYmiQzDpTduwI18IhuCNSaQ
        xYRT0u4tkWkyl0mEhqXvnP1nCMz4zYaHdYXCKBjQ3TA
        = a key of Paramiko's tests and demos | paramiko 3.5.1, tests and demos
        3IBDT/vhj7a/KLk0eOJGmAwr61J1BDyJFzcN1uR7svo
        BrQG04oNKUETjKCeL4ifkARASg3yxS/pUHl3wWM26Yg
        Ca8QpCjidisbr71f7ChwVUhmihqQBo9uRP9j66xpKvk
        J6VESFdD3xSChn8y9PzWzeF+1tl892mOy2TqkMLO4ow
        JCluROU017Asa3uXLaZUoiLxfkNIVPQNS1XSWNTFMd4
        OLV86m/6LaIoT0EEiHnxHx9LfTJIDdSFYPvI6+SZml8
        OhNL391d/beeFnxxg18AwWVYTAHww+D4djEE7Co0Yng
        PgRtOVzop1xE3HKfKZCX9BQ26jb0cDPhVPJn6Ncd+xE
        QBJaxkQ0LH/04+3zduSfBQKF+HAaVRlKttGiDjFsB3k
        X8KVZrZHRuMT7Sk5aEvjoHBO3/DfFnguELFAAWJcpiE
        gS77hXIdYORpQQz4zE2jGK/4A9oKIOnpl/41+VC7Nfs
        j9MjfcEwC+S2CgkNmQnZ8G4KurEvg0D9+69F3cANMCA
        uHwwykG099f4M4kfzvFpKCTino0/P03DRbAidpAmPm0
        vijWjn8kDy5J+W12WfaRfew8XSv0PYC1q+EAwoYNavM
        yGChUa/FSl7RyyWAE9BJ/Nsl8gNFXsa9zyuXEi2vJ3s
        zdi2SEOxcegSe59/ROSPVwZQjHuuxRgyrazpXpeIdYM
        = a key of Erlang's tests | OTP 27.3.4.1, lib/ssh/test
        00pzj1sdA98XUBVoemzMptRC9U6qfjNYOo0z6HJWlYc
        0U4G3jwxkn3MSJjfcgTOCFX09K7jSh4rkup7U5UCHTc
        0tukN9nlT+XXJrN5TmbRkhJZKK0p1s7FD97gT/Ljze0
        2cYQCj3v1o1goWaPul2zRW4lNBs/CDDqB+Ca6uaUXWU
        3BESx5n4DGwRep40bL2sk88nUa50j3rNeuPSBEvrYNo
        3ri7oeMtmVjSOMLTqv+crnWzOqsSVj0qrWSlRRFV57k
        5H2l1oaRQXoVgiARaNAtJMEqPd8trmogppRB6XSbDfQ
        5gUjK7oDnA19pDv192kR7txFWI2XLEaYidZxJ/xsFIY
        7O2mfbv1xkiM06s+VTKYA2qAINout7jEiKTs2QMDEGc
        AJIoePgdX4SMCc8Z9FPoI/3VcVpk7WHLgTGaLXobwQ4
        B43XI29X671u6lJB9FYwS69M/mZn1hopwpuwW8ne4Y4
        COjMq5r6sCT2MKBAlXOVQIlLCs3GgIgNNkxWgZyLul0
        DXLOGCnGWux7cQcaxTTfaJGQsiAsSIW8s/rvN5vSdcc
        E9T7XITRAEhstpJCXA3f7Pi/W7LPaLIaM960BeHugbQ
        E9jCmNfNTX2sUDbjfOPXz26oxHEVC6g1A+snlnBG1po
        Eza+zkO08clDD9s6WNJUDEIyjEk2YKvsm3gEi6nkGyo
        Fcpmr8dva3wIa5tnw35NXRnKZ1KR0ZD0RWqTgSbpsyI
        GGXGk9ZXLRjS7R1HA40GDuh/8Fh3/9QPX3YlwUFWqqM
        HBZIIYRu7+s8zocLVnO9jYfT9QVB6ZYd601VWKu3QJ0
        HefigXwieEomXOoWnhGQDMQA1a9MzYfSKLuE/lUIW4Y
        HrIVl7xT4as4sZLaUfHyNKVYau58yVQvPkZb8O0A/U8
        I7YdmReEs741gcvg/qP91C4m8yE3F8kxAf1QiZJrZvE
        Ihq2sQ+mpi0JDoX0Whcv4qqZaNO1V0Dv6O4mZf7D1Nc
        KYxX9pA5shieiny4bEaHH2TVcwmEQ9RiP5ODDSAk5fo
        NOQg5G4OS5IftDB7muWMMDxMsYDidqWZU+ZGVU/WpvE
        P9gkJgOTE3EcuM9icDVdLCLEXyEU9yakU0es92WLv1Y
        PH1odhFJ+gtOdAq3cV+p+HKtp/P2InpcY4eotHCfUwQ
        RyY5XlMp0yQLWxUrMG0eIDBLjtsw1AvQzk2zJkxgaDw
        SD/xeABdUJGKP2wavsipckDSmFvQR5o2b0eggOp03O0
        SaWaCPTipdEtCl3UMCU5+bDu1xL92XPPdjAWercE44E
        SkWXeTv5lBm379VINuvEvKCRLUBhCaclESLDl/Aurl4
        UaAmnCRD0dsH/hZl3u/fxMcYseNWocSopyvah7a54r0
        VGFguYoQh5mbBElqlj0AETx8cRwXxORszJL6+pGs0j8
        YR2I0e8/KbBR6f3pVornxyovFCakC+C1w5hPGpjmdKI
        Ys/42yVnamqNepfRJMHPX1wa4MJ9D1LS9SSkDgq9bs4
        aDvl8qqqfecBvA1fU90sZEhiOHbQ3lFi4XDYUW/bZrw
        aJPZ0NuIk9uNmDFWWb0ubgwYAfBQ7HXl7mZ2GeP0ZiQ
        auZLTf5bAZtK03SWbMBqZ70cxRashxrN4pXsX+57VDs
        c2xUzQlDYmCdAAkTOx4MSR75g/XI7sNuAVdpD5B2KBs
        cbNDeaNkGBODq1vo0XhNQx5jc+rY1KhFv4E2w3WXVs8
        crEiX1WhLeQLX0U+T6IMC0tLgYyAuScKDK5YTMzxPLI
        fwTDNZajqbbNJKLX1XNhAY8pv++33G94H6rniG26SEQ
        gCixxMGcQ0rHEcazVHta7DkmeWMtKxz0r5Xf8mJBIAY
        ive8T6mYUkanB1LJVWHvREyeLvOac/wnyueSvrfCOG0
        iyk1qXusr4WLLt73x8pFhHh9idXVJux16fgPRC6SEWc
        oGnQWTVDRos7r0Cy7qI66KG8g5JldGjnAdyftEkQamI
        s7nJY5EuV8Pb5slIhssLKK1CnwEjxmCt/BjzTJANWYw
        to54IqANKEcOhDwvhqjJPYTanYueg6SFvr4zAOoWsiA
        tqzwlrJAvK6ee2so6gBRPaNdvrkXEMXibOHCaXZPe54
        uDH9Zoffu+hmhm8F+qHu/4ghw40izskcAXyekfIOc8I
        xPMsyZu0j3v4MdgSzAoW0goUwXY1Ce4WQcK6MKBxnvs
        xz4EAUm42o/1Pd/qAK/XtG+SEB0M+xWdd2yI97zcQpc
        = a key of Go's tests | golang.org/x/crypto 0.4.0, ssh/testdata
        /LGTMVBvVsunYLbTqQ4XtAnZyZbjj6SJeEOnFwvXHFI
        9PAndKKHvNyZNEvUrBiX4s9pIvqfzgHdz5RCbuLVqdc
        Anr3LjZK8YVpjrxu79myrW9Hrb/wpcMNpVvTq/RcBm8
        DbuSF5a8c3JMmpZ5WiK8oLAx97Uu8zIAFReb/NyTPuo
        FIQhk3/3BxBU8HNZzcejroY+e9/r568uwTVIgQ3mVXc
        IJlZGonR9SXInG0/Z8FFo3hOa9qRriZMdakCKf5NT6g
        PsCW780uRQ7Gd9AEuC41tJmMyunRxzZdcGmuQn5ZRFI
        To03tlxBwlF8JMeme0rKWaOfF+mLWlpUrqMtiIOm9Tg
        ZhSCpguE+QlI0gjpp2qCdOpZKe3DCNC98J2p0xjDQpA
        bTAIbJSzsHQVwTiYs+C3fbk9QFlKUUMY1Xhu4ZH+32k
        mV1mPX4S6TE+odyfWDXGrC5fvQbLh+w8o2NK3q2MmYw
        nM3xixEYSnB8ECRkvFLkryX8cvy7r8PVQTIxb22JOqQ
        q49Xg+uSMuQ/jwPpi6OY0tHssW7qZy7NSc4/OHFE21U
        syaYelwqE6hSggtpRnM88y076VIoIiUMjeEt4YmAQNg
        vpjmIQqFt+isvIX86lyWzvbyXTxM4DQQOkn2W6Vcq3M
        zve1wvOx9b8wecE80krk9KgoiA5KSPgXIJFWYsdwhhA
        = a key of Twisted's tests | Twisted 24.11.0, conch/test
        3LDx8l73yYOcQYDf2C+YDY/MKGWsg+oHI17GFsa4eHM
        8i+omrpg5RohKEZ4rjSAaa5FxM+0VkhSD+fBg8Rs15w
        FBTCOoknq0mHy+kpfnY9tDdcAJuWtCpuQMaV3EsvbUI
        FIr06GMMW1RUFpjYuOM+Jn2zOdEohqnf5fzrxfrMNEQ
        HkuMDmK+MVp5xPxrCxjAAHy2rz1/4TkaKBwqOTCvZKQ
        K9vrvm+FH/KhXcZ4vCuky8P/5cZy8sJDiyMqGX3HjMU
        KefdPCEYKIG607jWwCQKoECRnPKlokiy5ekTNSlclQI
        VMx5jYHKcx6UhR6FbjqQ9pz1exfGg1F6JDBK1OVYo9k
        Wz5o2YbKyxOEcJn1au/UaALSVruUzfz0vaLI1xiIGyY
        fJnSpgCcYoYYsaBbnWj1YBghGh/QTDgfe4w4U5M5tEo
        = a key of the tests of Dropbear's libtomcrypt | dropbear 2025.89, libtomcrypt
        D4R3iI/Lp7tm9th5leoOyMmGg1E/m9FiJ7UmuFZ48e8
        sPdksg8uXRqkuD+/yX1EFE2Hek6DdslpfCDqxfx5yEA
        """
}
