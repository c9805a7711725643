package main

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// envServer and envRequire are read by package storetest.
const (
	envServer  = "KITH_TEST_POSTGRES"
	envRequire = "KITH_TEST_REQUIRE"
)

// Oldest PostgreSQL that Kith works with.
const oldestPostgres = 15

// postgres is a running server that goes away with all its data. It listens on a socket in a folder of its own and on no
// port, so it is in nobody's way and nobody else reaches it.
type postgres struct {
	dir    string
	server *exec.Cmd
	ended  chan error
}

// postgres starts a server unless one is named, and puts its URL where the tests look for it.
func (c *check) postgres() (string, error) {
	if os.Getenv(envServer) != "" {
		return "as named by " + envServer, nil
	}
	programs, err := postgresPrograms()
	if err != nil {
		return "", err
	}
	if c.server, err = c.startPostgres(programs); err != nil {
		return "", err
	}
	return programs, os.Setenv(envServer, c.server.url())
}

// postgresPrograms is the folder with the newest server's programs, which Debian keeps out of the PATH.
func postgresPrograms() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if err != nil {
		return "", err
	}
	version := func(path string) int {
		n, _ := strconv.Atoi(strings.Split(path, "/")[4]) // a name that is no number counts as 0
		return n
	}
	if len(found) > 0 {
		newest := slices.MaxFunc(found, func(a, b string) int { return cmp.Compare(version(a), version(b)) })
		if version(newest) >= oldestPostgres {
			return filepath.Dir(newest), nil
		}
	}
	server, err := firstProgram("postgres")
	return filepath.Dir(server), err
}

func (c *check) startPostgres(programs string) (*postgres, error) {
	dir, err := os.MkdirTemp("", "kith-postgres-")
	if err != nil {
		return nil, err
	}
	p := &postgres{dir: dir}
	if err := c.start(p, programs); err != nil {
		p.stop()
		return nil, err
	}
	return p, nil
}

func (c *check) start(p *postgres, programs string) error {
	owner, err := otherThanRoot()
	if err != nil {
		return err
	}
	if owner != nil {
		if err := os.Chown(p.dir, int(owner.Uid), int(owner.Gid)); err != nil {
			return err
		}
	}
	data := filepath.Join(p.dir, "data")
	initdb := c.command(filepath.Join(programs, "initdb"), "--pgdata="+data, "--username=kith", "--auth=trust",
		"--encoding=UTF8", "--no-locale", "--no-sync")
	initdb.Dir, initdb.SysProcAttr = p.dir, &syscall.SysProcAttr{Credential: owner}
	if _, err := printed(initdb); err != nil {
		return err
	}
	return c.launch(p, filepath.Join(programs, "postgres"), data, owner)
}

// launch starts the server and waits until it answers. What it loses in a crash does not matter, so it waits for no disk.
func (c *check) launch(p *postgres, program, data string, owner *syscall.Credential) error {
	log, err := os.Create(filepath.Join(p.dir, "log"))
	if err != nil {
		return err
	}
	defer log.Close()
	p.server = exec.Command(program, "-D", data, "-k", p.dir, "-c", "listen_addresses=", "-c", "max_connections=300",
		"-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
	p.server.Stdout, p.server.Stderr, p.server.Dir = log, log, p.dir
	// A signal at our own end, even a violent one: an interrupt shuts it down. In a group of its own it does not get the
	// one that Ctrl-C sends to us, and lives until the tests are over.
	p.server.SysProcAttr = &syscall.SysProcAttr{Credential: owner, Pdeathsig: syscall.SIGINT, Setpgid: true}
	if err := p.server.Start(); err != nil {
		return err
	}
	p.ended = make(chan error, 1)
	go func() { p.ended <- p.server.Wait() }()
	return c.waitUntilReady(p)
}

func (c *check) waitUntilReady(p *postgres) error {
	const ready = "ready to accept connections"
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
		text, err := os.ReadFile(filepath.Join(p.dir, "log"))
		if err != nil {
			return err
		}
		if strings.Contains(string(text), ready) {
			return nil
		}
		select {
		case err := <-p.ended:
			return fmt.Errorf("%s\nPostgreSQL ended: %v", text, err)
		case <-c.ctx.Done():
			return c.ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
	return errors.New("PostgreSQL did not answer within a minute")
}

// url is the server's address: the folder of its socket.
func (p *postgres) url() string {
	q := url.Values{"host": {p.dir}, "user": {"kith"}}
	return "postgres:///postgres?" + q.Encode()
}

// stop ends the server, if it runs, and removes its data.
func (p *postgres) stop() {
	if p == nil {
		return
	}
	if p.ended != nil {
		p.server.Process.Signal(syscall.SIGINT)
		select {
		case <-p.ended:
		case <-time.After(20 * time.Second):
			p.server.Process.Kill()
		}
	}
	os.RemoveAll(p.dir)
}

// otherThanRoot is somebody under whom PostgreSQL can run, since it refuses to as root; nil when we are not root.
func otherThanRoot() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.ParseUint(u.Uid, 10, 32)
		gid, gidErr := strconv.ParseUint(u.Gid, 10, 32)
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, errors.Join(uidErr, gidErr)
	}
	return nil, errors.New("PostgreSQL does not run as root, and there is neither a user postgres nor nobody here")
}
