import LocalServer
import Testing

/// The workflows can't be run here: what they run is targets that are.
@Suite struct WorkflowTests {
    private static let root = String(#filePath.dropLast("Tests/CommandTests/WorkflowTests.swift".count))
    private static let hasYAML = run("python3 -c 'import yaml' 2>/dev/null") == 0

    /// Every file below .github is YAML, and every target of make that a step names is in the Makefile.
    @Test(.enabled(if: hasYAML, "python3-yaml is not installed"))
    func stepsAreTargetsThatExist() throws {
        let script = """
            import glob, os, re, subprocess, sys, yaml
            os.chdir(sys.argv[1])
            files = glob.glob('.github/**/*.yml', recursive=True)
            commands = []
            for path in files:
                content = yaml.safe_load(open(path))
                for job in content.get('jobs', {}).values():
                    commands += [step['run'] for step in job['steps'] if 'run' in step]
                    commands += job.get('strategy', {}).get('matrix', {}).get('command', [])
            known = set(re.findall(r'^([a-z-]+):', open('Makefile').read(), re.M))
            named = {word for text in commands for line in text.splitlines() if line.startswith('make ')
                     for word in line.split()[1:]}
            print(len(files), sorted(named - known), '.ci/run' in commands, len(named))
            """
        #expect(try Workplace().run("python3", "-c", script, Self.root) == "7 [] True 9\n")
    }
}
