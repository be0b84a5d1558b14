import { useNavigate } from '@tanstack/react-router';
import { Lock } from 'lucide-react';
import { Notice } from '../../ui/notice.tsx';
import { useMay } from '../session/session.ts';
import { CardEditor } from './card-editor.tsx';
import { CardHeading } from './card-page.tsx';

export function NewCardPage() {
  const navigate = useNavigate();
  const { may } = useMay('MANAGE_PRICES');
  return (
    <>
      <title>New rate card · Tollgate</title>
      <CardHeading name="New rate card" />
      {may ? (
        <CardEditor
          onDone={(name) => void navigate({ to: '/rate-cards/$name', params: { name } })}
          onCancel={() => void navigate({ to: '/rate-cards' })}
        />
      ) : (
        <Notice icon={Lock} title="Your role does not make rate cards">
          Whoever manages prices can.
        </Notice>
      )}
    </>
  );
}
