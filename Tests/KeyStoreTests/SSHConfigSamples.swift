/// ssh_config files as people have them.
enum SSHConfigSamples {
    static let commented = """
        # ~/.ssh/config
        # managed by hand since 2011

        Host bastion
        \tHostName bastion.example.org   # the old one
        \tUser = ops
        \tPort=2222

        ## work
        Host git.example.com  gitlab.example.com
            User git
            IdentityFile "~/.ssh/work key"
            IdentitiesOnly yes

        # everything else
        Host *
            ServerAliveInterval 60
            ForwardAgent no
        # vim: ft=sshconfig

        """

    static let matches = """
        Match originalhost *.corp exec "test -n '$VPN'"
          ProxyJump jump.corp
          User corporate
        Match host 10.0.0.0 user root
          IdentityFile ~/.ssh/id_root

        Host github.com
          User git

        Match all
          IdentityFile ~/.ssh/id_rsa
          User nobody
        """

    static let equalsAndTabs = [
        "Host=a b\tc", "\tHostName\t=\t%h.example.com", "\tUser\t\"some one\"",
        "\tProxyCommand=ssh -W %h:%p jump # not a comment", "", "# end",
    ].joined(separator: "\r\n")

    static let quotedAndOdd = """
        "Host" quoted
          IdentityFile '/tmp/it''s here'
          IdentityFile /tmp/a\\ b
          SendEnv LANG LC_* # locale

          SetEnv FOO="bar baz" QUX=1
        Host !bad.example.com *.example.com
        	StrictHostKeyChecking accept-new

        """

    static let global = """
        # defaults first, as they should not be
        User me
        IdentityFile ~/.ssh/id_rsa
        AddKeysToAgent yes

        Host server
            HostName 192.0.2.7
        """

    static let wildcardFirst = """
        Host *
            IdentityFile ~/.ssh/id_rsa
            IdentitiesOnly no
            User me

        # the forge
        Host github.com
            User git
            # key below
            IdentityFile ~/.ssh/old

        # trailing words
        """

    static let empty = ""
    static let onlyComments = "# nothing yet\n\n# really"
    static let noEnd = "Host x\n  User y"

    static let all = [
        commented, matches, equalsAndTabs, quotedAndOdd, global, wildcardFirst, empty, onlyComments, noEnd,
    ]
}
