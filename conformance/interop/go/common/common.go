// Package common is what both Go clients need: the cases' data, a connection that counts, and the lines that ../run reads.
package common

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"net"
	"os"
	"strings"
	"sync/atomic"
	"time"
)

const (
	Text      = "Grüße, 世界, 🌊"
	OwnOrigin = "https://own.example"
	Welcome   = "欢迎连接到Spring Boot WebSocket服务器!"
	Received  = "服务器已收到您的消息: "
)

var (
	Server       = os.Args[1]
	Binary       = bytesUpTo(256)
	LargeText    = strings.Repeat("🌊 waves", 1024*1024) // ten bytes each
	LargeBinary  = random(10 * 1024 * 1024)
	Compressible = strings.Repeat("Tidewire ", 100_000) // sent three times
	Closes       = []Close{{1000, "bye"}, {3000, "三千"}, {4999, "the last of all"}}
)

type Close struct {
	Code   int
	Reason string
}

// CountingConn counts what really travels.
type CountingConn struct {
	net.Conn
	In, Out atomic.Int64
}

func (c *CountingConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.In.Add(int64(n))
	return n, err
}

func (c *CountingConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.Out.Add(int64(n))
	return n, err
}

// CheckCompressed fails unless both directions took less than a tenth of what was said.
func (c *CountingConn) CheckCompressed() {
	limit := int64(3 * len(Compressible) / 10)
	Check(c.In.Load() < limit, "%d bytes read", c.In.Load())
	Check(c.Out.Load() < limit, "%d bytes written", c.Out.Load())
}

// Case is named as ../run prints it.
type Case struct {
	Name string
	Run  func()
}

// Run runs the cases, each for a minute at most.
func Run(cases ...Case) {
	for _, c := range cases {
		done := make(chan any, 1)
		go func() {
			defer func() { done <- recover() }()
			c.Run()
		}()
		var failure any
		select {
		case failure = <-done:
		case <-time.After(time.Minute):
			failure = "no end within a minute"
		}
		if failure == nil {
			fmt.Println("ok", c.Name)
		} else {
			fmt.Printf("FAILED %s: %s\n", c.Name, strings.ReplaceAll(fmt.Sprint(failure), "\n", " "))
		}
	}
}

// Check ends the case unless the condition holds.
func Check(holds bool, format string, values ...any) {
	if !holds {
		panic(fmt.Sprintf(format, values...))
	}
}

// Must ends the case with the error, if there is one.
func Must(err error) {
	if err != nil {
		panic(err)
	}
}

// Equal ends the case unless the two are the same.
func Equal[T comparable](actual, expected T) {
	Check(actual == expected, "expected %.80v, got %.80v", expected, actual)
}

// EqualBytes ends the case unless the two are the same.
func EqualBytes(actual, expected []byte) {
	Check(bytes.Equal(actual, expected), "expected %.40x, got %.40x", expected, actual)
}

func bytesUpTo(n int) []byte {
	all := make([]byte, n)
	for i := range all {
		all[i] = byte(i)
	}
	return all
}

func random(n int) []byte {
	all := make([]byte, n)
	rand.Read(all)
	return all
}
