// Command scenario runs the steps that all SDKs have in common against a live service: see sdks/scenario.json. It stops at the
// first answer that is not as expected.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	tallybook "github.com/tallybook/tallybook/sdks/go"
)

// step is one step of the file.
type step struct {
	Name           string            `json:"name"`
	Call           string            `json:"call"`
	Params         map[string]any    `json:"params"`
	Body           any               `json:"body"`
	IdempotencyKey string            `json:"idempotency_key"`
	Expect         any               `json:"expect"`
	ExpectProblem  any               `json:"expect_problem"`
	ExpectError    string            `json:"expect_error"`
	Save           map[string]string `json:"save"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	content, err := os.ReadFile(os.Getenv("TALLYBOOK_SCENARIO"))
	if err != nil {
		return err
	}
	var scenario struct {
		Steps []json.RawMessage `json:"steps"`
	}
	if err := json.Unmarshal(content, &scenario); err != nil {
		return err
	}
	client, err := tallybook.FromEnvironment()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	variables := variables{"run": os.Getenv("TALLYBOOK_RUN")}
	for _, raw := range scenario.Steps {
		var step step
		if err := variables.read(raw, &step); err != nil {
			return fmt.Errorf("%s: %w", raw, err)
		}
		if err := step.do(ctx, client, variables); err != nil {
			return fmt.Errorf("not ok  %s\n%w", step.Name, err)
		}
		fmt.Println("ok     ", step.Name)
	}
	return nil
}

// do makes the step's call, and compares and saves what it answers.
func (step *step) do(ctx context.Context, client *tallybook.Client, variables variables) error {
	answer, err := step.call(ctx, client)
	name, problem := errorOf(err)
	switch {
	case step.ExpectError != "":
		return differs(step.ExpectError, name, err)
	case step.ExpectProblem != nil:
		got, encodingErr := plain(problem)
		if problem == nil || encodingErr != nil {
			return fmt.Errorf("expected the problem %v, got %v, %w", step.ExpectProblem, answer, err)
		}
		return compare(step.ExpectProblem, got, "")
	case err != nil:
		return err
	}
	got, err := plain(answer)
	if err != nil {
		return err
	}
	if err := compare(step.Expect, got, ""); err != nil {
		return err
	}
	return variables.save(step.Save, got)
}

func differs(expected, got string, err error) error {
	if expected == got {
		return nil
	}
	return fmt.Errorf("expected the error %s, got %q, %w", expected, got, err)
}

// plain is a value as JSON has it: numbers stay as they were printed.
func plain(value any) (any, error) {
	content, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return decode(content)
}
