package dev.immure.cli.render;

import java.io.PrintStream;

/** Writes an answer in the form that was asked for. */
public sealed interface AnswerRenderer {
    void render(Answer answer);

    static AnswerRenderer text(PrintStream to) {
        return new Text(new TextOutput(to));
    }

    static AnswerRenderer json(PrintStream to) {
        return new Json(to);
    }

    /** Lines for people. */
    record Text(TextOutput to) implements AnswerRenderer {
        @Override
        public void render(Answer answer) {
            answer.text(to);
        }
    }

    /** One JSON document, in one line. */
    record Json(PrintStream to) implements AnswerRenderer {
        @Override
        public void render(Answer answer) {
            JsonOutput.write(to, answer::json);
        }
    }
}
