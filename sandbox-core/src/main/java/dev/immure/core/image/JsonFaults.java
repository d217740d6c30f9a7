package dev.immure.core.image;

import dev.immure.core.json.JsonException;

/** Gives a flawed JSON document of an image its fault code. */
final class JsonFaults {
    private JsonFaults() {}

    @FunctionalInterface
    interface Reading<T> {
        T read() throws JsonException;
    }

    static <T> T read(String what, Object on, Reading<T> reading) {
        try {
            return reading.read();
        } catch (JsonException e) {
            throw code(e.flaw()).at(what, on, e.why(), e);
        }
    }

    private static ImageFault code(JsonException.Flaw flaw) {
        return switch (flaw) {
            case TOO_LARGE -> ImageFault.JSON_TOO_LARGE;
            case BYTE_ORDER_MARK -> ImageFault.JSON_BYTE_ORDER_MARK;
            case ENCODING -> ImageFault.JSON_ENCODING;
            case SYNTAX -> ImageFault.JSON_SYNTAX;
            case DUPLICATE_NAME -> ImageFault.JSON_DUPLICATE_NAME;
            case DEPTH -> ImageFault.JSON_DEPTH;
            case TOO_MANY_VALUES -> ImageFault.JSON_TOO_MANY_VALUES;
            case TRAILING -> ImageFault.JSON_TRAILING;
            case NUMBER -> ImageFault.JSON_NUMBER;
            case TYPE -> ImageFault.JSON_TYPE;
            case MISSING -> ImageFault.JSON_MISSING;
            case CASE_VARIANT -> ImageFault.JSON_CASE_VARIANT;
        };
    }
}
