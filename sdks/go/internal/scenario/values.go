package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// variables are what steps saved, by name.
type variables map[string]any

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// read reads a step with its variables filled in.
func (variables variables) read(raw []byte, into *step) error {
	value, err := decode(raw)
	if err != nil {
		return err
	}
	filled, err := json.Marshal(variables.fill(value))
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(filled))
	decoder.UseNumber()
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}

// fill puts variables where their names are in braces; a string that is nothing but a name becomes the variable itself.
func (variables variables) fill(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for name, member := range value {
			if name != "save" {
				value[name] = variables.fill(member)
			}
		}
		return value
	case []any:
		for index, element := range value {
			value[index] = variables.fill(element)
		}
		return value
	case string:
		if whole, ok := variables[strings.Trim(value, "{}")]; ok && placeholder.FindString(value) == value {
			return whole
		}
		return placeholder.ReplaceAllStringFunc(value, func(name string) string {
			if variable, ok := variables[strings.Trim(name, "{}")]; ok {
				return fmt.Sprint(variable)
			}
			return name
		})
	default:
		return value
	}
}

// save keeps what JSON pointers lead to.
func (variables variables) save(pointers map[string]string, answer any) error {
	for name, pointer := range pointers {
		value := answer
		for _, part := range strings.Split(pointer, "/")[1:] {
			switch container := value.(type) {
			case map[string]any:
				value = container[part]
			case []any:
				index, err := strconv.Atoi(part)
				if err != nil || index >= len(container) {
					return fmt.Errorf("%s leads to nothing in %v", pointer, answer)
				}
				value = container[index]
			default:
				value = nil
			}
		}
		if value == nil {
			return fmt.Errorf("%s leads to nothing in %v", pointer, answer)
		}
		variables[name] = value
	}
	return nil
}

// compare is nil where got has all that is expected: the members named, all elements, and equal values.
func compare(expected, got any, at string) error {
	switch wanted := expected.(type) {
	case map[string]any:
		if length, ok := wanted["$length"]; ok {
			elements, isList := got.([]any)
			if !isList || fmt.Sprint(len(elements)) != fmt.Sprint(length) {
				return fmt.Errorf("at %s/ expected %v elements, got %v", at, length, got)
			}
			return nil
		}
		object, ok := got.(map[string]any)
		if !ok {
			return fmt.Errorf("at %s/ expected %v, got %v", at, wanted, got)
		}
		for name, member := range wanted {
			there, ok := object[name]
			if !ok {
				return fmt.Errorf("at %s/%s expected %v, got nothing in %v", at, name, member, object)
			}
			if err := compare(member, there, at+"/"+name); err != nil {
				return err
			}
		}
		return nil
	case []any:
		elements, ok := got.([]any)
		if !ok || len(elements) != len(wanted) {
			return fmt.Errorf("at %s/ expected %d elements, got %v", at, len(wanted), got)
		}
		for index, element := range wanted {
			if err := compare(element, elements[index], fmt.Sprintf("%s/%d", at, index)); err != nil {
				return err
			}
		}
		return nil
	case nil:
		if at == "" || got == nil {
			return nil // Nothing is expected of the whole answer, or null is there.
		}
	default:
		if wanted == "*" && got != nil || wanted == got {
			return nil
		}
	}
	return fmt.Errorf("at %s expected %v, got %v", at, expected, got)
}

func decode(content []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	var value any
	err := decoder.Decode(&value)
	return value, err
}
