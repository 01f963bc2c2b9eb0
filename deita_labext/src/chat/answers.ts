import type { Block, ThreadMessage } from '../api/contract';
import { elapsedText } from '../grid/statusline';

/** The messages with one of them as it is now; a new one comes last. */
export function withMessage(
  messages: readonly ThreadMessage[],
  message: ThreadMessage
): readonly ThreadMessage[] {
  return messages.some(({ id }) => id === message.id)
    ? messages.map(each => (each.id === message.id ? message : each))
    : [...messages, message];
}

/** A message with a block, which takes the place of an earlier one of its id. */
export function withBlock(message: ThreadMessage, block: Block): ThreadMessage {
  const { blocks } = message;
  return {
    ...message,
    blocks: blocks.some(({ id }) => id === block.id)
      ? blocks.map(each => (each.id === block.id ? block : each))
      : [...blocks, block]
  };
}

/** `0.4 ¢`, `$1.20`; empty where nothing is known of it. */
export function costText(cost: number | null): string {
  if (cost === null) {
    return '';
  }
  if (cost >= 1) {
    return `$${cost.toFixed(2)}`;
  }
  const cents = cost * 100;
  return cents === 0 ? '0 ¢' : cents < 0.01 ? '< 0.01 ¢' : `${short(cents)} ¢`;
}

/** `0.4 ¢ · 812 tokens · 2.1 s · model`: what an answer took, as far as it is known. */
export function factsText(
  { cost, tokens_in, tokens_out, seconds, model }: ThreadMessage,
  tokens: (count: number) => string
): string {
  const count = (tokens_in ?? 0) + (tokens_out ?? 0);
  const parts = [
    costText(cost),
    tokens_in === null && tokens_out === null ? '' : tokens(count),
    seconds === null ? '' : elapsedText(seconds * 1000),
    model ?? ''
  ];
  return parts.filter(part => part !== '').join(' · ');
}

function short(value: number): string {
  return String(Number(value.toPrecision(value < 1 ? 1 : 2)));
}
