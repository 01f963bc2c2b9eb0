import { aMessage } from '../../api/__tests__/fakeai';
import { costText, factsText } from '../answers';

describe('what an answer took', () => {
  it('is told in cents and dollars', () => {
    expect([null, 0, 0.00000001, 0.004, 0.0123, 0.5, 1.5].map(costText)).toEqual([
      '',
      '0 ¢',
      '< 0.01 ¢',
      '0.4 ¢',
      '1.2 ¢',
      '50 ¢',
      '$1.50'
    ]);
  });

  it('leaves out what is not known', () => {
    const tokens = (count: number): string => `${count} tokens`;
    expect(factsText(aMessage('m'), tokens)).toBe('');
    const message = aMessage('m', {
      cost: 0.004,
      tokens_in: 800,
      tokens_out: 12,
      seconds: 2.1,
      model: 'Small'
    });
    expect(factsText(message, tokens)).toBe('0.4 ¢ · 812 tokens · 2.1 s · Small');
  });
});
