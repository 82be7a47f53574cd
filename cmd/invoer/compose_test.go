package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// A composition is what the tests look at in docker-compose.yml.
type composition struct {
	Services map[string]service
	Volumes  map[string]any
}

type service struct {
	Image       string
	Command     []string
	Environment map[string]string
	Volumes     []string
	Ports       []string
	Restart     string
	Logging     map[string]any
	Healthcheck struct{ Test []string }
	Deploy      struct{ Replicas int }
	DependsOn   map[string]any `yaml:"depends_on"`
}

// own are the services that run this program.
var own = []string{"api", "worker"}

func readFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func compose(t *testing.T) composition {
	t.Helper()
	var c composition
	if err := yaml.Unmarshal([]byte(readFile(t, "docker-compose.yml")), &c); err != nil {
		t.Fatalf("docker-compose.yml: %v", err)
	}
	return c
}

// interpolated puts a value for each ${VARIABLE} of a text, as docker does from
// .env; an optional one stays empty.
func interpolated(text string) string {
	text = regexp.MustCompile(`\$\{\w+:-\}`).ReplaceAllString(text, "")
	return variable.ReplaceAllString(text, "value")
}

var variable = regexp.MustCompile(`\$\{(\w+)[^}]*\}`)

// TestComposeSpeaksToThisProgram parses each service's command and environment
// as the program will, and prints its settings as serve --check does.
func TestComposeSpeaksToThisProgram(t *testing.T) {
	for _, name := range own {
		t.Run(name, func(t *testing.T) {
			s := compose(t).Services[name]
			known := environmentNames(t)
			for key, value := range s.Environment {
				if !slices.Contains(known, key) {
					t.Errorf("%s is no setting of invoer serve; there are %v", key, known)
				}
				t.Setenv(key, interpolated(value))
			}
			t.Setenv("INVOER_DATA", t.TempDir())
			var out, problems bytes.Buffer
			if status := run(t.Context(), append(s.Command, "--check"), &io3{out: &out, err: &problems}); status != 0 {
				t.Fatalf("invoer %v --check: got status %d: %s", s.Command, status, problems.String())
			}
			for _, wanted := range []string{"INVOER_DATABASE", "INVOER_REDIS", "INVOER_S3_ENDPOINT"} {
				if s.Environment[wanted] == "" {
					t.Errorf("%s is not set: the container would need a server of its own", wanted)
				}
			}
		})
	}
}

// environmentNames are the variables that invoer serve reads.
func environmentNames(t *testing.T) []string {
	t.Helper()
	parser, err := newParser(&io3{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, command := range parser.Model.Children {
		if command.Name != "serve" {
			continue
		}
		for _, flag := range command.Flags {
			names = append(names, flag.Envs...)
		}
	}
	if len(names) == 0 {
		t.Fatal("invoer serve has no flag with a variable")
	}
	return names
}

func TestComposeIsOneAPIAndTwoWorkers(t *testing.T) {
	t.Parallel()
	c := compose(t)
	if got := c.Services["api"].Deploy.Replicas; got > 1 {
		t.Errorf("replicas of api: got %d, want one", got)
	}
	if got := c.Services["worker"].Deploy.Replicas; got != 2 {
		t.Errorf("replicas of worker: got %d, want 2", got)
	}
	if _, waits := c.Services["worker"].DependsOn["api"]; !waits {
		t.Error("worker does not wait for api, which migrates the database")
	}
	if _, owner := c.Services["worker"].Environment["INVOER_DATABASE_OWNER"]; owner {
		t.Error("worker knows the owner of the database, want only api")
	}
}

func TestComposeServicesLookAfterThemselves(t *testing.T) {
	t.Parallel()
	c := compose(t)
	for name, s := range c.Services {
		if len(s.Healthcheck.Test) == 0 || s.Restart == "" || len(s.Logging) == 0 {
			t.Errorf("service %s: want a health check, a restart and a limit to its log, got %v, %q, %v", name, s.Healthcheck.Test, s.Restart, s.Logging)
		}
		if len(s.Volumes) == 0 {
			t.Errorf("service %s keeps its data in the container, want a volume", name)
		}
		for _, volume := range s.Volumes {
			source, _, named := strings.Cut(volume, ":")
			if _, declared := c.Volumes[source]; named && !strings.HasPrefix(source, "./") && !declared {
				t.Errorf("service %s: volume %s is not declared", name, source)
			}
		}
		for _, port := range s.Ports {
			if !strings.HasPrefix(port, "127.0.0.1:") {
				t.Errorf("service %s opens %s to the world, want this machine only", name, port)
			}
		}
	}
}

// TestComposeHasNoSecret wants every password to come from .env, whose example
// names each variable and gives none.
func TestComposeHasNoSecret(t *testing.T) {
	t.Parallel()
	example := readFile(t, ".env.example")
	secret := regexp.MustCompile(`PASSWORD|SECRET|ACCESS_KEY`)
	for name, s := range compose(t).Services {
		for key, value := range s.Environment {
			if secret.MatchString(key) && !variable.MatchString(value) {
				t.Errorf("service %s: %s has a value of its own, want one from .env", name, key)
			}
			for _, found := range variable.FindAllStringSubmatch(value, -1) {
				if !strings.Contains(example, "\n"+found[1]+"=\n") {
					t.Errorf("service %s: %s is not in .env.example, without a value", name, found[1])
				}
			}
		}
	}
	if !strings.Contains(readFile(t, ".gitignore"), "/.env\n") {
		t.Error(".env is not in .gitignore")
	}
}

// first is the first group of pattern in a file of the repository.
func first(t *testing.T, name, pattern string) string {
	t.Helper()
	found := regexp.MustCompile(pattern).FindStringSubmatch(readFile(t, name))
	if found == nil {
		t.Fatalf("%s has nothing like %s", name, pattern)
	}
	return found[1]
}

func TestContainersHaveTheVersionsOfTheProgram(t *testing.T) {
	t.Parallel()
	if got, want := first(t, "Dockerfile", `FROM golang:([0-9]+\.[0-9]+)`), first(t, "go.mod", `\ngo ([0-9]+\.[0-9]+)`); got != want {
		t.Errorf("Go in Dockerfile: got %s, want %s as in go.mod", got, want)
	}
	if got, want := first(t, "Dockerfile", `FROM debian:(\w+)-slim`), first(t, "Dockerfile", `FROM golang:[0-9.]+-(\w+)`); got != want {
		t.Errorf("Debian that runs: got %s, want %s, on which it was built", got, want)
	}
	if got, want := first(t, "docker-compose.yml", `versitygw:(v[0-9.]+)`), first(t, "Makefile", `VERSITYGW +:= (v[0-9.]+)`); got != want {
		t.Errorf("versitygw in docker-compose.yml: got %s, want %s, with which the tests run", got, want)
	}
	for _, language := range doctorLanguages(t) {
		if !strings.Contains(readFile(t, "Dockerfile"), "tesseract-ocr-"+language) {
			t.Errorf("Dockerfile does not install Tesseract's %s", language)
		}
		if !strings.Contains(readFile(t, "setup/packages"), "tesseract-ocr-"+language) {
			t.Errorf("setup/packages does not install Tesseract's %s", language)
		}
	}
}

// doctorLanguages are the languages that a machine should have, by default.
func doctorLanguages(t *testing.T) []string {
	t.Helper()
	parser, err := newParser(&io3{})
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range parser.Model.Children {
		for _, flag := range command.Flags {
			if command.Name == "doctor" && flag.Name == "languages" {
				return strings.Split(flag.Default, ",")
			}
		}
	}
	t.Fatal("invoer doctor has no --languages")
	return nil
}
